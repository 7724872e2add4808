import { byStage } from "./full_plan.ts";
import { levelLabel } from "./make_step.ts";
import type { Plan, SloPlan } from "./plan_types.ts";
import { planResult } from "./plan_result.ts";
import { searchState } from "./slo_plan.ts";
import type { StepResult } from "./step_result.ts";
import { measuredLevels } from "./sweep_plan.ts";

/**
 * What an instrument that was not good enough left open, a few words each. Empty where other runs
 * stand in for every invalid one: a level that was made again, a search that was confirmed without
 * it, a comparison that has blocks enough.
 */
export function unanswered(plan: Plan, done: readonly StepResult[]): string[] {
  switch (plan.kind) {
    case "load":
    case "sustained":
      return labelsOfInvalid(done);
    case "sweep":
      return levelsNotMeasured(done);
    case "slo":
      return searchNotConfirmed(plan, done);
    case "compare": {
      // Of all metrics, whether requests succeeded is known wherever a block was measured.
      const judged = planResult(plan, done).comparison?.success_rate.verdict !== "not judged";
      return hasInvalid(done) && !judged ? ["the comparison"] : [];
    }
    case "full": {
      const { sweep, slo, sustained } = byStage(done);
      return [
        ...levelsNotMeasured(sweep),
        ...plan.slo === null ? [] : searchNotConfirmed(plan.slo, [...sweep, ...slo]),
        ...labelsOfInvalid(sustained),
      ];
    }
  }
}

function levelsNotMeasured(sweep: readonly StepResult[]): string[] {
  return measuredLevels(sweep).flatMap(({ result: { quality, step } }) =>
    quality === "invalid" ? [`sweep: ${levelLabel(step.level)}`] : []
  );
}

function searchNotConfirmed(plan: SloPlan, runs: readonly StepResult[]): string[] {
  return hasInvalid(runs) && !searchState(plan, runs).confirmed ? ["the highest rate"] : [];
}

function labelsOfInvalid(done: readonly StepResult[]): string[] {
  return done.filter(({ quality }) => quality === "invalid").map(({ step }) => step.label);
}

function hasInvalid(done: readonly StepResult[]): boolean {
  return done.some(({ quality }) => quality === "invalid");
}
