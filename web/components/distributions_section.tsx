import type { Histogram, Histograms, Statistics } from "../../api/contract.ts";
import { formatNumber } from "../format/figures.ts";
import { RUN_METRIC_LABELS } from "../format/labels.ts";
import { ChartFigure } from "./chart_figure.tsx";
import { JsonIsland } from "./json_island.tsx";

const SHOWN = ["ttft_ms", "itl_ms", "e2e_ms"] as const;

interface DistributionsProps {
  histograms: Histograms;
  statistics: Statistics;
}

/** How the latencies of a run are distributed, as charts with their figures in words. */
export function DistributionsSection({ histograms, statistics }: DistributionsProps) {
  const drawn = SHOWN.flatMap((name): [typeof name, Histogram][] => {
    const found = histograms[name];
    return found === null ? [] : [[name, found]];
  });
  if (drawn.length === 0) return null;
  return (
    <section aria-labelledby="distributions">
      <h2 id="distributions">Distributions</h2>
      <div class="charts">
        {drawn.map(([name, histogram]) => {
          const { label, decimals } = RUN_METRIC_LABELS[name];
          const figures = statistics.metrics[name];
          const ms = (value: number | null) => `${formatNumber(value, decimals)} ms`;
          return (
            <ChartFigure
              description={`Histogram of ${histogram.n} values: ${label}, median ` +
                `${ms(figures.p50)}, P99 ${ms(figures.p99)}, maximum ${ms(figures.max)}.`}
              caption={
                <>
                  <b>{label}</b>{" "}
                  <span class="muted">
                    {formatNumber(histogram.n, 0)} values, max {ms(histogram.max)}
                  </span>
                </>
              }
              data={{ "data-histogram": name, "data-title": label }}
            />
          );
        })}
      </div>
      <p class="fine">
        Bars reach to the 99th percentile; the last, grey bar counts all that lies beyond.
      </p>
      <JsonIsland id="histograms" data={histograms} />
    </section>
  );
}
