import { quantile } from "../metrics/mod.ts";
import type { Transport } from "../wire/mod.ts";

/** Median and 99th percentile; null where nothing was measured. */
export type ErrorQuantiles = { p50: number | null; p99: number | null };

/** The client's own error, measured against a server that knows when it really sent. */
export interface CalibrationResult {
  /** Arrival less true send of every event with text, ms. */
  eventErrorMs: ErrorQuantiles;
  /** Measured TTFT less true receipt to true send, ms: what is added at both ends. */
  ttftErrorMs: ErrorQuantiles;
  /** How late the simulated provider sent what it had planned: not the client's error, ms. */
  serverLatenessMs: ErrorQuantiles;
  eventsPerS: number | null;
  /** Reads for each event that was sent apart from the one before; below 1, events coalesced. */
  readsPerEvent: number | null;
  events: number;
  requests: number;
  /** Streams in flight, and the gap between their events, ms. */
  concurrency: number;
  itlMs: number;
  transport: Transport;
  workers: number;
  /** Why there are no figures; null when there are. */
  discardedReason: string | null;
}

/** A calibration as it stands in a run's quality record. */
export type CalibrationJson = {
  event_error_ms: ErrorQuantiles;
  ttft_error_ms: ErrorQuantiles;
  server_lateness_ms: ErrorQuantiles;
  events_per_s: number | null;
  reads_per_event: number | null;
  events: number;
  requests: number;
  concurrency: number;
  itl_ms: number;
  discarded_reason: string | null;
};

/** A calibration that came to nothing. */
export function discarded(
  { concurrency, itlMs, transport, workers }: Pick<
    CalibrationResult,
    "concurrency" | "itlMs" | "transport" | "workers"
  >,
  reason: string,
): CalibrationResult {
  const nothing = { p50: null, p99: null };
  return {
    eventErrorMs: nothing,
    ttftErrorMs: nothing,
    serverLatenessMs: nothing,
    eventsPerS: null,
    readsPerEvent: null,
    events: 0,
    requests: 0,
    concurrency,
    itlMs,
    transport,
    workers,
    discardedReason: reason,
  };
}

/** Median and P99 of values in any order. */
export function errorQuantiles(values: readonly number[]): ErrorQuantiles {
  if (values.length === 0) return { p50: null, p99: null };
  const sorted = Float64Array.from(values).sort();
  return { p50: toMicros(quantile(sorted, 0.5)), p99: toMicros(quantile(sorted, 0.99)) };
}

/** As it stands in JSON; transport and workers are said once, beside it. */
export function calibrationToJson(result: CalibrationResult): CalibrationJson {
  return {
    event_error_ms: result.eventErrorMs,
    ttft_error_ms: result.ttftErrorMs,
    server_lateness_ms: result.serverLatenessMs,
    events_per_s: result.eventsPerS === null ? null : Math.round(result.eventsPerS),
    reads_per_event: result.readsPerEvent,
    events: result.events,
    requests: result.requests,
    concurrency: result.concurrency,
    itl_ms: result.itlMs,
    discarded_reason: result.discardedReason,
  };
}

/** Finer digits are noise of the clocks. */
function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
