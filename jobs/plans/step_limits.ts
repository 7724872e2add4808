import type { Job } from "../job.ts";
import { arrivalTimesMs, type OpenLoopPlan } from "../loadgen/load_plan.ts";
import type { StepSpec } from "./plan_types.ts";

/** The limits of a job that a step sets. */
export type StepLimits = Pick<
  Job,
  "maxRequests" | "warmupRequests" | "warmupMs" | "stopAfterMs"
>;

/** A request that is due at the very end still leaves when it is a little late, ms. */
const GRACE_MS = 100;
/** More requests than a run can keep: the time of a timed closed loop ends it, not their number. */
const MORE_THAN_FIT = 10_000_000;

/**
 * How many requests a step has and when it stops. A step of an open loop that is given a duration
 * gets as many requests as its arrival times put into it, so that a plan kept is a plan completed.
 *
 * @param stopAfterMs limit of steps that are given a number of requests, ms
 */
export function stepLimits(step: StepSpec, stopAfterMs: number): StepLimits {
  const { length, load, warmupMs, warmupRequests } = step;
  const warmup = { warmupRequests, warmupMs };
  if ("requests" in length) return { ...warmup, maxRequests: length.requests, stopAfterMs };
  const endMs = warmupMs + length.durationMs;
  return {
    ...warmup,
    maxRequests: load.kind === "closed_loop" ? MORE_THAN_FIT : arrivalsToMeasure(load, step, endMs),
    stopAfterMs: endMs + (load.kind === "closed_loop" ? 0 : GRACE_MS),
  };
}

/** Requests of an open loop that are due before its end, less those that are warm-up. */
function arrivalsToMeasure(load: OpenLoopPlan, step: StepSpec, endMs: number): number {
  // A longer plan has the same times as far as it goes: a step's load has no ramp.
  for (let count = Math.ceil(load.requestRatePerS * endMs / 1000) + 100;; count *= 2) {
    const times = arrivalTimesMs(load, step.seed, count);
    if (times.at(-1)! < endMs) continue;
    const before = (limitMs: number) => times.filter((timeMs) => timeMs < limitMs).length;
    return Math.max(1, before(endMs) - Math.max(step.warmupRequests, before(step.warmupMs)));
  }
}
