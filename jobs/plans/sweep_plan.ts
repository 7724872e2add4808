import { saturationOf, type SaturationReason, type SweepLevel } from "../metrics/mod.ts";
import { levelValue, makeStep } from "./make_step.ts";
import type { StepSpec, SweepPlan } from "./plan_types.ts";
import type { StepResult } from "./step_result.ts";

/** Why a sweep stopped before its last level. */
export type SweepStop = SaturationReason | "the client was not good enough";

/** The next level; null when all are done, or the last was saturated. */
export function nextSweepStep(
  plan: SweepPlan,
  done: readonly StepResult[],
  index = done.length,
): StepSpec | null {
  const level = plan.levels[done.length];
  if (level === undefined) return null;
  if (plan.stopAtSaturation && sweepStop(done) !== null) return null;
  return makeStep(plan.shape, { index, stage: "sweep", level });
}

/** What ended the sweep at its last level; null when nothing did. */
export function sweepStop(done: readonly StepResult[]): SweepStop | null {
  if (done.at(-1)?.quality === "invalid") return "the client was not good enough";
  return saturationOf(done.map(asLevel));
}

/** Why each level of a sweep is saturated, in order; null where it is not. */
export function saturations(done: readonly StepResult[]): (SaturationReason | null)[] {
  const levels = done.map(asLevel);
  return levels.map((_, i) => saturationOf(levels.slice(0, i + 1)));
}

function asLevel({ step, statistics, backlog }: StepResult): SweepLevel {
  return {
    level: levelValue(step.level),
    achievedPerS: statistics.throughput.requests_per_s,
    backlog,
  };
}
