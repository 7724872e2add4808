import type { LoadPlan, PauseRecord } from "../loadgen/mod.ts";
import type { Sample } from "../samples/mod.ts";

/** How conversations were played. */
export type TurnCounts = {
  /** Turns after the first of their conversation that were sent, or failed to be. */
  later: number;
  /** Open loops: turns that were due before they might leave, and left later. */
  postponed: number;
  /** Turns that were sent although the turn before had failed. */
  after_failure: number;
};

/** Whether the load was what the plan wanted. */
export type LoadAdherence = {
  /** Requests of the plan, warm-up included; null when time alone ends it. */
  planned: number | null;
  /** Requests that left. */
  sent: number;
  /** Left more than 5 ms after their planned time. */
  late: number;
  /** Were due within the run's time and found no place. */
  not_started: number;
  /** Whose turn had not come when the run ended, or that were given up with it; null as `planned`. */
  left_over: number | null;
  /** How long nothing new left because answers asked to wait (Retry-After), ms. */
  paused_ms: number;
  /** How often that happened. */
  pauses: number;
  /** Answers that asked to wait for longer than a run does, and got the most it does. */
  capped_pauses: number;
  /** Open loops: the rate the plan wanted, and the rate at which requests left, 1/s. */
  offered_rate_per_s: number | null;
  achieved_rate_per_s: number | null;
  /** Null for a workload without conversations of several turns. */
  turns: TurnCounts | null;
};

/** Later than this a request is late, ms. */
const LATE_MS = 5;

/** What the plan was, and how many of its requests found no place when they were due. */
interface Planned {
  plan: LoadPlan;
  /** To be measured; null when time alone ends the run. */
  maxRequests: number | null;
  warmupRequests: number;
  notStarted: number;
  /** Null when the plan was not to pause. */
  pause: PauseRecord | null;
  turns: TurnCounts | null;
}

export function loadAdherence(
  samples: readonly Sample[],
  { plan, maxRequests, warmupRequests, notStarted, pause, turns }: Planned,
): LoadAdherence {
  // A warm-up by time has as many requests as left in it.
  const warmup = samples.filter(({ phase }) => phase === "warmup").length;
  const planned = maxRequests === null ? null : maxRequests + Math.max(warmupRequests, warmup);
  const sent = samples.filter(({ sentMs }) => sentMs !== null);
  const open = plan.kind === "open_loop";
  return {
    planned,
    sent: sent.length,
    late: sent.filter(({ sentMs, scheduledMs }) => sentMs! - scheduledMs > LATE_MS).length,
    not_started: notStarted,
    left_over: planned === null ? null : Math.max(0, planned - samples.length - notStarted),
    paused_ms: Math.round(pause?.pausedMs ?? 0),
    pauses: pause?.pauses ?? 0,
    capped_pauses: pause?.capped ?? 0,
    offered_rate_per_s: open ? ratePerS(samples.map(({ scheduledMs }) => scheduledMs)) : null,
    achieved_rate_per_s: open ? ratePerS(sent.map(({ sentMs }) => sentMs!)) : null,
    turns,
  };
}

/** Intervals over the time from the first to the last; null when there is none. */
function ratePerS(timesMs: readonly number[]): number | null {
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (const time of timesMs) {
    firstMs = Math.min(firstMs, time);
    lastMs = Math.max(lastMs, time);
  }
  return lastMs > firstMs ? (timesMs.length - 1) / ((lastMs - firstMs) / 1000) : null;
}
