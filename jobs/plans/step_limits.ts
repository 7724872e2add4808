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
    maxRequests: load.kind === "closed_loop"
      ? MORE_THAN_FIT
      : arrivalsToMeasure(load, step, endMs).count,
    stopAfterMs: endMs + (load.kind === "closed_loop" ? 0 : GRACE_MS),
  };
}

/**
 * The rate that an open loop's step has drawn, 1/s: measured requests over the time they are due in.
 * Arrival times are chance, so that it is not the rate asked for: at 5/s for 5 s the spread is a
 * fifth. What a provider makes of a step is judged by this one.
 *
 * @returns null for a closed loop, and for a step of one request, which has no rate
 */
export function plannedRatePerS(step: StepSpec): number | null {
  const { length, load, warmupMs, warmupRequests } = step;
  if (load.kind === "closed_loop") return null;
  if ("durationMs" in length) {
    const endMs = warmupMs + length.durationMs;
    const { count, fromMs } = arrivalsToMeasure(load, step, endMs);
    return count / ((endMs - fromMs) / 1000);
  }
  const usual = Math.ceil(load.requestRatePerS * warmupMs / 1000);
  for (let count = 2 * (warmupRequests + usual) + length.requests;; count *= 2) {
    const times = arrivalTimesMs(load, step.seed, count);
    const first = Math.max(warmupRequests, dueBefore(times, warmupMs));
    const last = first + length.requests - 1;
    if (last >= count) continue;
    const spanS = (times[last]! - times[first]!) / 1000;
    return spanS > 0 ? (length.requests - 1) / spanS : null;
  }
}

/** Requests of an open loop that are due before its end, less those that are warm-up. */
function arrivalsToMeasure(
  load: OpenLoopPlan,
  { seed, warmupMs, warmupRequests }: StepSpec,
  endMs: number,
): { count: number; fromMs: number } {
  // A longer plan has the same times as far as it goes: a step's load has no ramp.
  for (let count = Math.ceil(load.requestRatePerS * endMs / 1000) + 100;; count *= 2) {
    const times = arrivalTimesMs(load, seed, count);
    if (times.at(-1)! < endMs) continue;
    const warmup = Math.max(warmupRequests, dueBefore(times, warmupMs));
    // Where more requests warm up than are due in that time, measuring begins after the last.
    const fromMs = Math.min(endMs, Math.max(warmupMs, times[warmup - 1] ?? 0));
    const measured = Math.max(1, dueBefore(times, endMs) - warmup);
    return { count: measured, fromMs: fromMs < endMs ? fromMs : warmupMs };
  }
}

function dueBefore(times: Float64Array, limitMs: number): number {
  return times.filter((timeMs) => timeMs < limitMs).length;
}
