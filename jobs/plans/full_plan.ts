import { makeStep } from "./make_step.ts";
import type { FullPlan, Level, SloPlan, StepSpec } from "./plan_types.ts";
import { nextSloStep, probesOf, searchState } from "./slo_plan.ts";
import type { StepResult } from "./step_result.ts";
import { measuredLevels, nextSweepStep } from "./sweep_plan.ts";

/** The next step of the standard protocol; null when it is done. */
export function nextFullStep(plan: FullPlan, done: readonly StepResult[]): StepSpec | null {
  const index = done.length;
  const { warmup, sweep, slo, sustained } = byStage(done);
  if (warmup.length === 0) {
    return makeStep(plan.warmup.shape, { index, stage: "warmup", level: plan.warmup.level });
  }
  if (sustained.length > 0) return null;
  const nextSweep = slo.length > 0 ? null : nextSweepStep(plan.sweep, sweep, index);
  if (nextSweep !== null) return nextSweep;
  if (plan.slo !== null) {
    const search = startedFromSweep(plan.slo, sweep);
    const nextSlo = nextSloStep(search, slo, sweep, index);
    if (nextSlo !== null) return nextSlo;
  }
  const level = sustainedLevel(plan, sweep, slo);
  return level === null
    ? null
    : makeStep(plan.sustained.shape, { index, stage: "sustained", level });
}

/** Steps of a full plan by the stage they belong to. */
export function byStage(done: readonly StepResult[]) {
  const of = (stage: string) => done.filter(({ step }) => step.stage === stage);
  return {
    warmup: of("warmup"),
    sweep: of("sweep"),
    slo: of("slo"),
    sustained: of("sustained"),
  };
}

/**
 * A sweep over rates is itself a search: its runs are probes. A sweep over concurrencies says how
 * many requests a second were answered at most while the objectives were met.
 */
function startedFromSweep(plan: SloPlan, sweep: readonly StepResult[]): SloPlan {
  if (probesOf(plan.slo, sweep).length > 0) return plan;
  const rates = sweep.flatMap(({ statistics }) => statistics.throughput.requests_per_s ?? []);
  if (rates.length === 0) return plan;
  const usual = Math.max(...rates) / 2;
  const startRatePerS = Math.min(plan.maxRatePerS, Math.max(plan.minRatePerS, usual));
  return { ...plan, startRatePerS };
}

/**
 * A share of the lower end of the interval of the highest rate; without objectives, or when no rate
 * meets them, a share of the highest level that was not saturated.
 */
function sustainedLevel(
  { slo, sustained: { shareOfHighest } }: FullPlan,
  sweep: readonly StepResult[],
  probes: readonly StepResult[],
): Level | null {
  if (slo !== null) {
    const { interval, maxRatePerS } = searchState(slo, [...sweep, ...probes]);
    const rate = interval?.[0] ?? maxRatePerS;
    if (rate !== null) return { kind: "rate", ratePerS: shareOfHighest * rate };
  }
  const best = measuredLevels(sweep).findLast(({ result, saturated }) =>
    saturated === null && result.quality !== "invalid"
  );
  if (best === undefined) return null;
  const { level } = best.result.step;
  return level.kind === "rate" ? { kind: "rate", ratePerS: shareOfHighest * level.ratePerS } : {
    kind: "concurrency",
    concurrency: Math.max(1, Math.floor(shareOfHighest * level.concurrency)),
  };
}
