import { saturationOf, type SaturationReason, type SweepLevel } from "../metrics/mod.ts";
import { levelLabel, levelValue, makeStep } from "./make_step.ts";
import type { StepSpec, SweepPlan } from "./plan_types.ts";
import type { StepResult } from "./step_result.ts";

/** Why a sweep stopped before its last level. */
export type SweepStop = SaturationReason | "the client was not good enough";

/** A level of a sweep, by the run that stands for it. */
export interface MeasuredLevel {
  /** The last of the level's runs: the second where the first was invalid. */
  result: StepResult;
  /** Null where the level is not saturated, or where the client could not measure it. */
  saturated: SaturationReason | null;
}

/** The machine may have been busy for a moment: a level is made again before it is given up. */
const TRIES = 2;
/** Levels rise, and with them what they ask of the client: it will not be good enough higher up. */
const MOST_UNMEASURED_IN_A_ROW = 2;

/**
 * The next level; null when all are done, or the sweep has been stopped. A level whose run was
 * invalid is made once more; when that is invalid too, the next one follows.
 */
export function nextSweepStep(
  plan: SweepPlan,
  done: readonly StepResult[],
  index = done.length,
): StepSpec | null {
  const levels = runsByLevel(done);
  const last = levels.at(-1);
  if (last !== undefined && last.length < TRIES && last[0]!.quality === "invalid") {
    const { level } = last[0]!.step;
    const label = `sweep: ${levelLabel(level)}, again`;
    return makeStep(plan.shape, { index, stage: "sweep", level, label });
  }
  const level = plan.levels[levels.length];
  if (level === undefined) return null;
  if (plan.stopAtSaturation && sweepStop(done) !== null) return null;
  return makeStep(plan.shape, { index, stage: "sweep", level });
}

/** What ended the sweep at its last level; null when nothing did. */
export function sweepStop(done: readonly StepResult[]): SweepStop | null {
  const levels = measuredLevels(done);
  const latest = levels.slice(-MOST_UNMEASURED_IN_A_ROW);
  if (
    latest.length === MOST_UNMEASURED_IN_A_ROW &&
    latest.every(({ result }) => result.quality === "invalid")
  ) return "the client was not good enough";
  return levels.at(-1)?.saturated ?? null;
}

/** The levels of a sweep in order, each once; a level that was not measured is compared with none. */
export function measuredLevels(done: readonly StepResult[]): MeasuredLevel[] {
  const measured: SweepLevel[] = [];
  return runsByLevel(done).map((runs) => {
    const result = runs.at(-1)!;
    if (result.quality === "invalid") return { result, saturated: null };
    measured.push(asLevel(result));
    return { result, saturated: saturationOf(measured) };
  });
}

/** How many levels had, or will have, to be made again. */
export function sweepRepeats(done: readonly StepResult[]): number {
  return runsByLevel(done).filter(([first]) => first!.quality === "invalid").length;
}

function runsByLevel(done: readonly StepResult[]): StepResult[][] {
  const levels: StepResult[][] = [];
  for (const result of done) {
    const last = levels.at(-1);
    const again = last?.[0]?.quality === "invalid" &&
      levelValue(last[0].step.level) === levelValue(result.step.level);
    if (again) last.push(result);
    else levels.push([result]);
  }
  return levels;
}

function asLevel({ step, statistics, backlog, plannedRatePerS }: StepResult): SweepLevel {
  return {
    // A rate is what was drawn, and not what was asked for: of that no throughput can speak.
    level: plannedRatePerS ?? levelValue(step.level),
    achievedPerS: statistics.throughput.requests_per_s,
    backlog,
  };
}
