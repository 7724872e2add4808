import type { LoadPlan } from "./load_plan.ts";

/** Streams one measuring thread can time well (MEASURING: about 200 at 50 events a second). */
const STREAMS_PER_WORKER = 200;
/** What an open loop without a limit is taken to have in flight: each request a few seconds. */
const ASSUMED_ANSWER_S = 5;

/**
 * Measuring threads for a plan on a machine with so many cores: as few as can time the streams, and
 * one core left for everything else.
 */
export function defaultWorkers(plan: LoadPlan, cores: number): number {
  const streams = plan.kind === "closed_loop"
    ? plan.concurrency
    : Math.min(plan.maxConcurrency ?? Infinity, plan.requestRatePerS * ASSUMED_ANSWER_S);
  return Math.max(1, Math.min(Math.ceil(streams / STREAMS_PER_WORKER), cores - 1));
}
