import type { Distribution, Interval, RunStatistics } from "../metrics/mod.ts";
import { formatClause, formatSlo } from "./format_slo.ts";
import type { Comparison, Slo, SloClause } from "./slo_types.ts";

/** `not_judged`: the run does not say, and the reason is given. */
export type SloVerdict = "met" | "not_met" | "not_judged";

/** One objective beside what was measured. Keys are those of the JSON. */
export interface ClauseResult {
  objective: string;
  verdict: SloVerdict;
  /** Measured, in the figure's own unit (a share as a ratio). */
  value: number | null;
  bound: number;
  /** 95 % interval of the value, where there is one. */
  interval: Interval | null;
  /** Whether n is large enough to state the quantile; null for what is no quantile. */
  certified: boolean | null;
  /** Why it was not judged, or what the verdict rests on. */
  reason?: string;
}

/** All objectives of a run. */
export interface SloResult {
  expression: string;
  /** Met when all are; not met when one is not; else not judged. */
  verdict: SloVerdict;
  clauses: ClauseResult[];
}

/**
 * Holds a run's figures against objectives. A latency objective of a run in which no request
 * succeeded is not met, rather than unknown: a provider that answers nobody keeps no promise.
 * Latencies are of successful requests, so state `success` beside them.
 */
export function evaluateSlo(slo: Slo, statistics: RunStatistics): SloResult {
  const clauses = slo.clauses.map((clause) => evaluateClause(clause, statistics));
  const has = (verdict: SloVerdict) => clauses.some((clause) => clause.verdict === verdict);
  return {
    expression: formatSlo(slo),
    verdict: has("not_met") ? "not_met" : has("not_judged") ? "not_judged" : "met",
    clauses,
  };
}

export function evaluateClause(clause: SloClause, statistics: RunStatistics): ClauseResult {
  const found = clause.kind === "metric"
    ? ofMetric(statistics.metrics[clause.metric], clause.statistic)
    : ofRun(clause.figure, statistics);
  const { value, reason, ...rest } = found;
  const result = { objective: formatClause(clause), value, bound: clause.bound, ...rest };
  if (value !== null) {
    return {
      ...result,
      verdict: holds(value, clause.comparison, clause.bound) ? "met" : "not_met",
      ...(reason === undefined ? {} : { reason }),
    };
  }
  const { started, ok } = statistics.counts;
  const failedAll = started > 0 && ok === 0 && started > (statistics.failures.client ?? 0);
  return {
    ...result,
    verdict: failedAll ? "not_met" : "not_judged",
    reason: failedAll ? "no request succeeded" : reason ?? "not recorded",
  };
}

export function holds(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
  }
}

type Found = Pick<ClauseResult, "value" | "interval" | "certified" | "reason">;

function ofMetric(
  distribution: Distribution,
  statistic: Extract<SloClause, { kind: "metric" }>["statistic"],
): Found {
  const { n, certified, ci95 } = distribution;
  const value = distribution[statistic];
  if (value === null) {
    return {
      value,
      interval: null,
      certified: null,
      reason: distribution.reason ?? "not recorded",
    };
  }
  if (statistic === "min" || statistic === "max") {
    return { value, interval: null, certified: null };
  }
  const interval = ci95[statistic] ?? null;
  if (statistic === "mean") return { value, interval, certified: null };
  return certified.includes(statistic)
    ? { value, interval, certified: true }
    : { value, interval, certified: false, reason: `an estimate: ${n} values are too few` };
}

function ofRun(
  figure: Extract<SloClause, { kind: "run" }>["figure"],
  statistics: RunStatistics,
): Found {
  const value = figure === "success_rate" || figure === "stall_rate"
    ? statistics[figure]
    : statistics.throughput[figure];
  const interval = figure === "success_rate" ? statistics.success_ci95 : null;
  return value === null
    ? { value, interval, certified: null, reason: "the run has no such figure" }
    : { value, interval, certified: null };
}
