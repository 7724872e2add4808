import type { Recording, Target, Timeouts } from "../wire/mod.ts";

/** A request ready for the wire. */
export interface EncodedRequest {
  index: number;
  phase: "warmup" | "measured";
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a measuring thread must know before it opens connections. */
export interface MeasuringConfig {
  target: Target;
  timeouts: Timeouts;
  caCerts: string[];
  /** Concurrent requests this thread keeps in flight. */
  slots: number;
  /** A response beyond this is given up as `overflow`. */
  maxResponseBytes: number;
}

/** Orders to a measuring thread. */
export type Order =
  | { type: "prepare"; config: MeasuringConfig }
  | { type: "requests"; requests: EncodedRequest[] }
  /** No more requests will come: end when those at hand are answered. */
  | { type: "finish" }
  /** Times are ms since `originUnixMs`; nothing new leaves after `stopAfterMs`. */
  | { type: "start"; originUnixMs: number; stopAfterMs: number | null }
  /** Give up at once; requests in flight are abandoned unrecorded. */
  | { type: "abandon" };

/** Word from a measuring thread. */
export type Report =
  | { type: "ready" }
  | { type: "recordings"; recordings: Recording[] }
  | { type: "finished" };
