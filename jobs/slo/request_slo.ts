import { gapsMs, sampleMetrics } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";
import { holds } from "./evaluate_slo.ts";
import type { MetricClause, Slo } from "./slo_types.ts";

/** Judge us, or what was asked for, and not how a request was served. */
const NOT_OF_A_REQUEST: ReadonlySet<string> = new Set([
  "schedule_lag_ms",
  "input_tokens",
  "output_tokens",
  "usage_gap_ratio",
]);

/**
 * The objectives that a single request can meet or miss: those of its latencies and its speed. The
 * statistic is dropped: `ttft:p95<500ms` asks of each request a TTFT below 500 ms, as the goodput
 * options of vLLM's benchmark and of AIPerf do. Figures of the whole run do not apply.
 */
export function requestClauses(slo: Slo): MetricClause[] {
  return slo.clauses.filter((clause): clause is MetricClause =>
    clause.kind === "metric" && !NOT_OF_A_REQUEST.has(clause.metric)
  );
}

/**
 * Whether a request met all of them. A request has many gaps between events: `itl:max` bounds the
 * longest of them, any other statistic of `itl` their mean, as GenAI-Perf and AIPerf define a
 * request's inter-token latency. `chunk_tokens` likewise. A failed request meets nothing. A value
 * that a request does not have (no gap in an answer of one token) holds nothing against it, unless
 * it has none of the values asked for. Where no objective is a request's (`success>=99%` alone),
 * every successful one meets all there are.
 */
export function requestMeets(slo: Slo): (sample: Sample) => boolean {
  const clauses = requestClauses(slo);
  return (sample) => {
    if (sample.failure !== null) return false;
    if (clauses.length === 0) return true;
    const values = clauses.map((clause) => valueOf(clause, sample));
    return values.some((value) => value !== null) &&
      clauses.every(({ comparison, bound }, i) => {
        const value = values[i]!;
        return value === null || holds(value, comparison, bound);
      });
  };
}

function valueOf({ metric, statistic }: MetricClause, sample: Sample): number | null {
  if (metric !== "itl_ms" && metric !== "chunk_tokens") return sampleMetrics(sample)[metric];
  const values = metric === "itl_ms" ? gapsMs(sample) : Float64Array.from(sample.tokensPerEvent);
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + value, 0);
  return statistic === "max"
    ? values.reduce((a, b) => Math.max(a, b))
    : statistic === "min"
    ? values.reduce((a, b) => Math.min(a, b))
    : sum / values.length;
}
