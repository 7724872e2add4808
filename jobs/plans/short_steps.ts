import type { Plan } from "./plan_types.ts";

/** A step that lasts less ends before its queue is as long as the rate makes it, ms. */
export const SHORT_STEP_MS = 10_000;

/**
 * What is to be said before a plan with short steps begins. Each step finds an empty queue, and a
 * warm-up of a sixth of its length fills it only in part: near saturation short steps wait less than
 * long ones would, and the highest rate comes out too high.
 *
 * @returns one line; null where nothing is searched, or steps are long enough
 */
export function shortStepsNote(plan: Plan): string | null {
  if (plan.kind === "full") return shortStepsNote(plan.slo ?? plan.sweep);
  const overRates = plan.kind === "slo" ||
    plan.kind === "sweep" && plan.levels.some(({ kind }) => kind === "rate");
  const { length } = plan.shape;
  if (!overRates || !("durationMs" in length) || length.durationMs >= SHORT_STEP_MS) return null;
  return `steps of ${length.durationMs / 1000} s begin with nobody waiting and end before queues ` +
    `have filled: expect a highest rate that is too high; --duration 30s and more finds it`;
}
