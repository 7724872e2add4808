import type { CapacityJson } from "../../../api/contract.ts";
import { formatSignificant, NO_FIGURE } from "../../format/figures.ts";
import { ScrollTable } from "../scroll_table.tsx";

/** How many instances and GPUs a few rates take, and what that rests on. */
export function CapacitySection({ capacity }: { capacity: readonly CapacityJson[] | null }) {
  const [first] = capacity ?? [];
  if (capacity === null || first === undefined) return null;
  return (
    <section aria-labelledby="capacity">
      <h2 id="capacity">Capacity</h2>
      <p class="outside-text">
        What it takes to serve a rate under {first.under}, with {formatShare(first.headroom)}{" "}
        of each instance kept free.
      </p>
      <ScrollTable label="Instances for a rate">
        <thead>
          <tr>
            <th scope="col" class="number">
              To serve <span class="unit">requests/s</span>
            </th>
            <th scope="col" class="number">Instances</th>
            <th scope="col" class="number">GPUs</th>
            <th scope="col" class="number">
              Each <span class="unit">requests/s</span>
            </th>
            <th scope="col" class="number">Used</th>
            <th scope="col" class="number">
              Hire <span class="unit">USD/h</span>
            </th>
            <th scope="col" class="number">
              Million requests <span class="unit">USD</span>
            </th>
            <th scope="col">Most rests on</th>
          </tr>
        </thead>
        <tbody>{capacity.map((answer) => <Row answer={answer} />)}</tbody>
      </ScrollTable>
      <p class="fine">
        A share behind an assumption is by how much the answer changes without it, at{" "}
        {formatSignificant(capacity.at(-1)!.target_rate)} requests/s:
      </p>
      <ul class="fine">
        {capacity.at(-1)!.assumptions.map(({ statement, effect }) => (
          <li>
            {statement} ({formatShare(effect)})
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ answer }: { answer: CapacityJson }) {
  const { target_rate, instances, gpus, rate_per_instance, utilisation, cost } = answer;
  const [dominant] = answer.assumptions;
  return (
    <tr>
      <th scope="row" class="number">{formatSignificant(target_rate)}</th>
      <td class="number">{String(instances)}</td>
      <td class="number">{gpus === null ? NO_FIGURE : String(gpus)}</td>
      <td class="number">{formatSignificant(rate_per_instance)}</td>
      <td class="number">{formatShare(utilisation)}</td>
      <td class="number">{formatSignificant(cost?.usd_per_hour ?? null)}</td>
      <td class="number">{formatSignificant(cost?.usd_per_million_requests ?? null)}</td>
      <td>
        {dominant === undefined ? NO_FIGURE : `${dominant.name} (${formatShare(dominant.effect)})`}
      </td>
    </tr>
  );
}

function formatShare(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
