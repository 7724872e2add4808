export type {
  ComparePlan,
  FullPlan,
  Level,
  LoadStepPlan,
  Plan,
  SloPlan,
  Stage,
  StepLength,
  StepShape,
  StepSpec,
  SustainedPlan,
  SweepPlan,
} from "./plan_types.ts";
export { mostSteps, nextStep } from "./next_step.ts";
export { type PlanResult, planResult, type SloSearchResult } from "./plan_result.ts";
export { type CurvePoint, type SweepResult } from "./sweep_result.ts";
export { type StepResult, stepResult, type StepRun } from "./step_result.ts";
export { plannedRatePerS, type StepLimits, stepLimits } from "./step_limits.ts";
export { SHORT_STEP_MS, shortStepsNote } from "./short_steps.ts";
export { unanswered } from "./unanswered.ts";
export { levelLabel } from "./make_step.ts";
export { parseLevels } from "./parse_levels.ts";
export {
  compareOf,
  concurrenciesOf,
  defaultShape,
  fullOf,
  ratesOf,
  sloOf,
  sweepOf,
} from "./default_plans.ts";
