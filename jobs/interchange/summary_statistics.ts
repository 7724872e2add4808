import {
  type Distribution,
  type MetricName,
  proportion,
  QUANTILE_KEYS,
  type QuantileKey,
  type RunStatistics,
  summarizeRun,
  type Throughput,
} from "../metrics/mod.ts";

/** What a file that holds totals only says of one metric, in our unit. */
export type GivenFigures =
  & Partial<Record<QuantileKey | "mean" | "stddev" | "min" | "max", number | null>>
  & { n: number };

/** What a file that holds totals only says of a run. */
export interface GivenSummary {
  tool: string;
  ok: number;
  failed: number;
  metrics: Partial<Record<MetricName, GivenFigures>>;
  throughput: Partial<Throughput>;
}

/**
 * Statistics from a tool's own totals: what it gives stands, all else is absent with the reason. No
 * quantile is certified and none has an interval, for there are no values to see either from.
 */
export function summaryStatistics(
  { tool, ok, failed, metrics, throughput }: GivenSummary,
): RunStatistics {
  const nothing = summarizeRun([], { price: null });
  const success = proportion(ok, ok + failed);
  return {
    ...nothing,
    counts: { started: ok + failed, ok, failed, warmup: 0 },
    success_rate: success.rate,
    success_ci95: success.ci95,
    metrics: Object.fromEntries(
      Object.entries(nothing.metrics).map(([name, empty]) => {
        const given = metrics[name as MetricName];
        return [name, given ? distribution(given) : absent(empty, tool)];
      }),
    ) as RunStatistics["metrics"],
    throughput: { ...nothing.throughput, ...throughput },
  };
}

function distribution(given: GivenFigures): Distribution {
  const quantiles = Object.fromEntries(QUANTILE_KEYS.map((key) => [key, given[key] ?? null]));
  return {
    n: given.n,
    mean: given.mean ?? null,
    stddev: given.stddev ?? null,
    min: given.min ?? null,
    max: given.max ?? null,
    ...quantiles as Record<QuantileKey, number | null>,
    certified: [],
    ci95: {},
  };
}

function absent(empty: Distribution, tool: string): Distribution {
  return { ...empty, reason: `the file of ${tool} does not hold it` };
}
