import type { LoadPlan } from "../loadgen/mod.ts";

/** The load to calibrate at. */
export interface CalibrationLoad {
  kind: LoadPlan["kind"];
  /** Streams in flight; of an open loop the mean. */
  concurrency: number;
  /** Time between two events of a stream, ms; shortened when too few events would come. */
  itlMs: number;
  /** How long to measure, warm-up included, ms. */
  durationMs: number;
}

/** What a calibration sends, and what the simulated provider answers. */
export interface CalibrationPlan {
  load: LoadPlan;
  /** Gap between the events of a response, ms. */
  itlMs: number;
  eventsPerResponse: number;
  /** Requests sent to warm up, and left out. */
  warmupRequests: number;
  requests: number;
}

/** Fewer events would say nothing of a P99. */
const MIN_EVENTS = 200;
/** Closer events than these no endpoint sends. */
const MIN_ITL_MS = 2;
/** Short responses, so that there are first events to time too. */
const MAX_EVENTS_PER_RESPONSE = 25;

/**
 * Plans a calibration: every stream carries one response to warm up, then some that count. Pure.
 * @throws {RangeError} when the load is not one that can be made
 */
export function calibrationPlan(wanted: CalibrationLoad): CalibrationPlan {
  const { kind, concurrency, durationMs } = wanted;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency is ${concurrency}: it must be a whole number from 1`);
  }
  if (!(durationMs >= 100)) {
    throw new RangeError(`durationMs is ${durationMs}: it must be 100 or more`);
  }
  const countedMs = durationMs / 2;
  const itlMs = Math.max(MIN_ITL_MS, Math.min(wanted.itlMs, concurrency * countedMs / MIN_EVENTS));
  const eventsPerResponse = Math.max(
    2,
    Math.min(MAX_EVENTS_PER_RESPONSE, Math.floor(countedMs / itlMs)),
  );
  // As long a wait for the first event as between events.
  const responseMs = eventsPerResponse * itlMs;
  const rounds = Math.max(1, Math.round((durationMs - responseMs) / responseMs));
  return {
    load: kind === "closed_loop" ? { kind, concurrency } : {
      kind,
      requestRatePerS: concurrency / (responseMs / 1000),
      arrival: "poisson",
      burstiness: 1,
      ramp: null,
      maxConcurrency: null,
    },
    itlMs,
    eventsPerResponse,
    warmupRequests: concurrency,
    requests: concurrency * rounds,
  };
}
