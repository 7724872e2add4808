import type { ComparisonJson, ReportJson } from "../../../api/contract.ts";
import { formatSignificant, NO_FIGURE } from "../../format/figures.ts";
import { ScrollTable } from "../scroll_table.tsx";

/** A beside B, metric by metric. */
export function ComparisonTable({ report }: { report: ReportJson }) {
  const { comparison } = report;
  if (comparison === null) return null;
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">A against B</h2>
      <p class="outside-text">
        A is {report.endpoint_id}, B is{" "}
        {report.against_endpoint_id ?? "not recorded"}. Both got the same requests in turns, each
        behind a nonce of its own, so that neither was served from what the other had been sent.
      </p>
      <ScrollTable label="Differences">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" class="number">B less A</th>
            <th scope="col" class="number">95 % interval</th>
            <th scope="col" class="number">Relative</th>
            <th scope="col" class="number">p (Holm)</th>
            <th scope="col" class="number">Effect</th>
            <th scope="col" class="number">Detectable</th>
            <th scope="col" class="number">Blocks</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(comparison).map(([name, found]) => <Row name={name} found={found} />)}
        </tbody>
      </ScrollTable>
    </section>
  );
}

function Row({ name, found }: { name: string; found: ComparisonJson }) {
  const { difference, interval, relative_difference, p_holm, effect_size, mde } = found;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{formatSignificant(difference)}</td>
      <td class="number">
        {interval === null
          ? NO_FIGURE
          : `${formatSignificant(interval[0])} to ${formatSignificant(interval[1])}`}
      </td>
      <td class="number">
        {relative_difference === null ? NO_FIGURE : `${(100 * relative_difference).toFixed(1)} %`}
      </td>
      <td class="number">{p_holm === null ? NO_FIGURE : p_holm.toPrecision(2)}</td>
      <td class="number">{effect_size === null ? NO_FIGURE : effect_size.toFixed(2)}</td>
      <td class="number" title={found.mde_missing}>{formatSignificant(mde)}</td>
      <td class="number">{String(found.blocks)}</td>
      <td>{found.verdict}{found.reason ? `: ${found.reason}` : ""}</td>
    </tr>
  );
}
