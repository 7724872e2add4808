import { parseSlo } from "../slo/mod.ts";
import { makeStep } from "./make_step.ts";
import type { SloPlan, StepSpec } from "./plan_types.ts";
import { sloMargin } from "./slo_margin.ts";
import { type Probe, searchSlo, type SearchState } from "./slo_search.ts";
import type { StepResult } from "./step_result.ts";

/**
 * The next probe of the search; null when the answer is good enough, lies outside the limits, or
 * the plan has no steps left.
 *
 * @param done the search's own steps
 * @param known further runs of the same shape, such as those of a sweep
 */
export function nextSloStep(
  plan: SloPlan,
  done: readonly StepResult[],
  known: readonly StepResult[] = [],
  index = done.length,
): StepSpec | null {
  if (done.length >= plan.maxSteps) return null;
  const { nextRatePerS } = searchState(plan, [...known, ...done]);
  if (nextRatePerS === null) return null;
  const level = { kind: "rate", ratePerS: nextRatePerS } as const;
  return makeStep(plan.shape, { index, stage: "slo", level });
}

/** What the runs say of the highest rate. Runs of an instrument that was not good enough do not. */
export function searchState(plan: SloPlan, done: readonly StepResult[]): SearchState {
  return searchSlo(probesOf(plan.slo, done), plan);
}

/** Runs of an open loop that say something about the objectives. */
export function probesOf(slo: string, done: readonly StepResult[]): Probe[] {
  const objectives = parseSlo(slo);
  return done.flatMap(({ step, quality, statistics }) => {
    if (step.level.kind !== "rate" || quality === "invalid") return [];
    const margin = sloMargin(objectives, statistics);
    return margin === null ? [] : [{ ratePerS: step.level.ratePerS, margin }];
  });
}
