import type { RunStatistics } from "../metrics/mod.ts";
import { evaluateClause, type Slo, type SloClause } from "../slo/mod.ts";

/** A run that is further off than by a factor of e^1.5 = 4.5 says no more than that. */
const FURTHEST = 1.5;
/** What a share says: whether it was met. Few failures in few requests have no finer scale. */
const MET_OR_NOT = 0.5;

/**
 * How far a run is from its objectives: 0 on the limit, below 0 when all are met, above when one is
 * not. For latencies and speeds it is the logarithm of measured over allowed, so that 0.1 is about
 * 10 % too slow; of several objectives the worst counts. It rises with the load, and as it says by
 * how much, a search learns more from it than from "met" and "not met".
 *
 * @returns null when the run says nothing about an objective
 */
export function sloMargin(slo: Slo, statistics: RunStatistics): number | null {
  const margins = slo.clauses.map((clause) => clauseMargin(clause, statistics));
  return margins.includes(null) ? null : Math.max(...margins.map((margin) => margin!));
}

function clauseMargin(clause: SloClause, statistics: RunStatistics): number | null {
  const { value, bound, verdict } = evaluateClause(clause, statistics);
  if (verdict === "not_judged") return null;
  const met = verdict === "met";
  if (value === null) return FURTHEST;
  const isShare = clause.kind === "run" &&
    (clause.figure === "success_rate" || clause.figure === "stall_rate");
  if (isShare) return met ? -MET_OR_NOT : MET_OR_NOT;
  if (value <= 0 || bound <= 0) return met ? -FURTHEST : FURTHEST;
  const below = clause.comparison === "<" || clause.comparison === "<=";
  const margin = below ? Math.log(value / bound) : Math.log(bound / value);
  return Math.max(-FURTHEST, Math.min(FURTHEST, margin));
}
