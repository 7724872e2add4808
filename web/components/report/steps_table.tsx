import type { StepRowJson } from "../../../api/contract.ts";
import { formatNumber, formatRate, formatSignificant, NO_FIGURE } from "../../format/figures.ts";
import { Figure } from "../figure.tsx";
import { SLO_WORDS } from "../objective_met.tsx";
import { ScrollTable } from "../scroll_table.tsx";

interface StepsTableProps {
  steps: readonly StepRowJson[];
  /** Address that run links start with; null links nothing. */
  base: string | null;
}

/** Every run of a group, a row each. */
export function StepsTable({ steps, base }: StepsTableProps) {
  const judged = steps.some(({ slo_verdict }) => slo_verdict !== null);
  return (
    <ScrollTable label="Figures of each step">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Stage</th>
          <th scope="col" class="number">
            Offered <span class="unit">1/s</span>
          </th>
          <th scope="col" class="number">
            Planned <span class="unit">1/s</span>
          </th>
          <th scope="col" class="number">
            Served <span class="unit">1/s</span>
          </th>
          <th scope="col" class="number">
            Output <span class="unit">tokens/s</span>
          </th>
          <th scope="col" class="number">
            TTFT P50 <span class="unit">ms</span>
          </th>
          <th scope="col" class="number">
            TTFT P99 <span class="unit">ms</span>
          </th>
          <th scope="col" class="number">
            TPOT P50 <span class="unit">ms</span>
          </th>
          <th scope="col" class="number">
            End to end P50 <span class="unit">ms</span>
          </th>
          <th scope="col" class="number">Success</th>
          {judged && (
            <>
              <th scope="col" class="number">
                Goodput <span class="unit">1/s</span>
              </th>
              <th scope="col">Objectives</th>
            </>
          )}
          <th scope="col" class="number">Requests</th>
          <th scope="col" class="number">Seed</th>
          <th scope="col">Instrument</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr>
            <th scope="row">
              {base === null
                ? step.label || step.run_id
                : <a href={`${base}/runs/${step.run_id}`}>{step.label || step.run_id}</a>}
            </th>
            <td>{step.stage}</td>
            <Cell text={formatSignificant(step.offered_rate_per_s)} />
            <Cell text={formatSignificant(step.planned_rate_per_s)} />
            <Cell text={formatSignificant(step.achieved_rate_per_s)} />
            <Cell text={formatSignificant(step.output_tokens_per_s)} />
            <Cell text={formatNumber(step.ttft_p50_ms, 1)} />
            <Cell
              text={formatNumber(step.ttft_p99_ms, 1)}
              certified={step.ttft_p99_certified || step.ttft_p99_ms === null}
            />
            <Cell text={formatNumber(step.tpot_p50_ms, 2)} />
            <Cell text={formatNumber(step.e2e_p50_ms, 0)} />
            <Cell text={formatRate(step.success_rate)} />
            {judged && (
              <>
                <Cell text={formatSignificant(step.goodput_per_s)} />
                <td>{step.slo_verdict === null ? NO_FIGURE : SLO_WORDS[step.slo_verdict]}</td>
              </>
            )}
            <Cell text={formatNumber(step.requests, 0)} />
            <td class="number">{String(step.seed)}</td>
            <td>{step.status === "complete" ? step.verdict ?? "–" : step.status}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Cell({ text, certified = true }: { text: string; certified?: boolean }) {
  return (
    <td class="number">
      <Figure text={text} certified={certified} />
    </td>
  );
}
