import { nextCompareStep } from "./compare_plan.ts";
import { byStage, nextFullStep } from "./full_plan.ts";
import { makeStep } from "./make_step.ts";
import type { Plan, StepSpec } from "./plan_types.ts";
import { nextSloStep } from "./slo_plan.ts";
import type { StepResult } from "./step_result.ts";
import { nextSweepStep, sweepRepeats } from "./sweep_plan.ts";

/**
 * What to do next, from the steps that are done alone: to go on after a crash is to call this with
 * what was stored. A step that was begun and not finished is not among them and is made anew.
 *
 * @param done in the order of their indices, none missing
 * @returns null when the plan is done
 * @throws {Error} when steps are missing or out of order
 */
export function nextStep(plan: Plan, done: readonly StepResult[]): StepSpec | null {
  done.forEach(({ step }, position) => {
    if (step.index !== position) {
      throw new Error(`Cannot go on with a plan: step ${position} is missing`);
    }
  });
  switch (plan.kind) {
    case "load":
    case "sustained":
      return done.length > 0
        ? null
        : makeStep(plan.shape, { index: 0, stage: plan.kind, level: plan.level });
    case "sweep":
      return nextSweepStep(plan, done);
    case "slo":
      return nextSloStep(plan, done);
    case "compare":
      return nextCompareStep(plan, done);
    case "full":
      return nextFullStep(plan, done);
  }
}

/**
 * How many steps a plan has at most, for "step 3 of at most 40"; those of a search are a limit. It
 * grows by one with each level of a sweep that had to be made again.
 */
export function mostSteps(plan: Plan, done: readonly StepResult[] = []): number {
  switch (plan.kind) {
    case "load":
    case "sustained":
      return 1;
    case "sweep":
      return plan.levels.length + sweepRepeats(done);
    case "slo":
      return plan.maxSteps;
    case "compare":
      return 2 * plan.rounds;
    case "full":
      return 2 + plan.sweep.levels.length + sweepRepeats(byStage(done).sweep) +
        (plan.slo?.maxSteps ?? 0);
  }
}
