import type { Run, Statistics } from "../../api/contract.ts";
import { formatNumber, formatRate } from "../format/figures.ts";
import { Figure, formatInterval } from "./figure.tsx";

/** The few figures a reader looks for first. */
export function KeyFigures({ run, statistics }: { run: Run; statistics: Statistics }) {
  const { ttft_ms, itl_ms, e2e_ms, output_tps } = statistics.metrics;
  const quantiles = [
    { label: "TTFT P50", unit: "ms", found: ttft_ms, key: "p50", decimals: 1 },
    { label: "TTFT P99", unit: "ms", found: ttft_ms, key: "p99", decimals: 1 },
    { label: "ITL P50", unit: "ms", found: itl_ms, key: "p50", decimals: 2 },
    { label: "End to end P50", unit: "ms", found: e2e_ms, key: "p50", decimals: 0 },
    { label: "Output P50", unit: "tokens/s", found: output_tps, key: "p50", decimals: 1 },
  ] as const;
  return (
    <dl class="key-figures">
      {quantiles.map(({ label, unit, found, key, decimals }) => (
        <div>
          <dt>
            {label} <span class="unit">{unit}</span>
          </dt>
          <dd>
            <Figure
              text={formatNumber(found[key], decimals)}
              certified={found.certified.includes(key)}
              interval={formatInterval(found.ci95[key], (value) => formatNumber(value, decimals))}
              noInterval={found.ci95_missing?.[key]}
            />
          </dd>
        </div>
      ))}
      <div>
        <dt>Success</dt>
        <dd>
          <Figure
            text={formatRate(statistics.success_rate)}
            interval={`${statistics.counts.ok} of ${
              statistics.counts.ok + statistics.counts.failed
            } requests`}
          />
        </dd>
      </div>
      <div>
        <dt>Correct</dt>
        <dd>
          <Figure
            text={formatRate(run.correct.rate)}
            interval={`${run.correct.passed} of ${run.correct.asked} answers`}
          />
        </dd>
      </div>
    </dl>
  );
}
