import { type Random, randomStream } from "../workloads/mod.ts";
import type { Arrival } from "./arrival.ts";

/** A rate that changes over the run, from request to request. */
export interface Ramp {
  strategy: "linear" | "exponential";
  /** Rate at the first request, 1/s. */
  startPerS: number;
  /** Rate at the last request, 1/s. */
  endPerS: number;
}

/** N requests in flight; the next leaves when one has been answered. */
export interface ClosedLoopPlan {
  kind: "closed_loop";
  concurrency: number;
}

/** Requests leave at planned times, whatever became of those before. */
export interface OpenLoopPlan {
  kind: "open_loop";
  /** Mean rate, 1/s; a ramp's is its own. */
  requestRatePerS: number;
  arrival: Arrival;
  /**
   * Shape of the gamma distribution: 1 is Poisson, below 1 comes in bursts, above 1 is more even.
   * As vLLM's benchmark defines `--burstiness`.
   */
  burstiness: number;
  ramp: Ramp | null;
  /** Requests in flight at most; one that finds no place leaves late. Null sets no limit. */
  maxConcurrency: number | null;
  /**
   * Times of a workload that has its own, ms, ascending from 0: they are used, and none are drawn.
   * After the last they begin again, a mean gap later.
   */
  dueMs?: Float64Array;
}

export type LoadPlan = ClosedLoopPlan | OpenLoopPlan;

/**
 * Planned times of `count` requests of an open loop, ms since the start, ascending, the first at 0.
 *
 * Gaps are drawn from a gamma distribution with the plan's shape and mean `1 / rate`; `poisson` is
 * shape 1, `constant` has no spread. Under a ramp request *i* of *n* has the rate
 * `start + (end - start) p`, or `start (end / start)^p`, with `p = i / (n - 1)`.
 *
 * A function of its arguments: the same seed gives the same times.
 */
export function arrivalTimesMs(plan: OpenLoopPlan, seed: number, count: number): Float64Array {
  const times = new Float64Array(count);
  const { dueMs } = plan;
  if (dueMs !== undefined) {
    const lapMs = dueMs.at(-1)! + 1000 / plan.requestRatePerS;
    return times.map((_, i) => Math.floor(i / dueMs.length) * lapMs + dueMs[i % dueMs.length]!);
  }
  const random = randomStream(seed, 0, "arrivals");
  let atMs = 0;
  for (let i = 0; i < count; i++) {
    times[i] = atMs;
    const meanMs = 1000 / rateAt(plan, count < 2 ? 0 : i / (count - 1));
    atMs += meanMs * unitGap(plan, random);
  }
  return times;
}

function rateAt({ requestRatePerS, ramp }: OpenLoopPlan, progress: number): number {
  if (ramp === null) return requestRatePerS;
  return ramp.strategy === "linear"
    ? ramp.startPerS + (ramp.endPerS - ramp.startPerS) * progress
    : ramp.startPerS * (ramp.endPerS / ramp.startPerS) ** progress;
}

/** A gap with mean 1. */
function unitGap(plan: OpenLoopPlan, random: Random): number {
  switch (plan.arrival) {
    case "constant":
      return 1;
    case "poisson":
      return gamma(1, random);
    case "gamma":
      return gamma(plan.burstiness, random) / plan.burstiness;
  }
}

/**
 * A gamma variate with this shape and scale 1 (Marsaglia and Tsang, "A simple method for generating
 * gamma variables", 2000; a shape below 1 by their boost from shape + 1).
 */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * nonZero(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(0, 1);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(nonZero(random)) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      return d * v;
    }
  }
}

/** Uniform in (0, 1): a logarithm or a negative power of it is finite. */
function nonZero(random: Random): number {
  for (;;) {
    const u = random.uniform();
    if (u > 0) return u;
  }
}
