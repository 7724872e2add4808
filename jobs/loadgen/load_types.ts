import type { Target, Timeouts, Transport } from "../wire/mod.ts";
import type { RecordingBatch } from "./recording_batch.ts";

/** A request's place in a conversation. */
export interface TurnPlace {
  /** Index of the request that carries the turn before; null for the first turn. */
  follows: number | null;
  /** This request may leave so long after that one has ended, ms. */
  thinkMs: number;
  /** The conversation goes on after this turn. */
  followed: boolean;
}

/** A request ready for the wire. */
export interface EncodedRequest {
  index: number;
  phase: "warmup" | "measured";
  /** When it is to leave, ms since the run's start; null in a closed loop: as soon as it may. */
  dueMs: number | null;
  bytes: Uint8Array<ArrayBuffer>;
  /** Absent when the request belongs to no conversation. */
  turn?: TurnPlace;
}

/** A request made anew while it waits: another signature, another token. */
export type RenewedRequest = Pick<EncodedRequest, "index" | "bytes">;

/** What a measuring thread must know before it opens connections. */
export interface MeasuringConfig {
  transport: Transport;
  target: Target;
  timeouts: Timeouts;
  caCerts: string[];
  kind: "closed_loop" | "open_loop";
  /** Requests this thread keeps in flight (closed loop) or may have in flight (open loop). */
  slots: number;
  /** Connections to open before the start. */
  connectAhead: number;
  /** A response beyond this is given up as `overflow`. */
  maxResponseBytes: number;
  /** Memory of the run's {@link Pause}; null: answers that ask to wait are paid no heed. */
  pause: SharedArrayBuffer | null;
}

/** What a measuring thread observed of itself while it ran. */
export interface ThreadRecord {
  /** Time from the start to the last answer, ms. */
  elapsedMs: number;
  /** How late the 2 ms ticker was, one value a tick, ms. */
  tickLagsMs: Float64Array<ArrayBuffer>;
  /** CPU time of this thread but for what it spun, ms; null where the system does not say. */
  cpuMs: number | null;
  /** Requests that were due and had found no place when the run's time was over. */
  notStarted: number;
  /**
   * By request: how much later than planned it left because the plan paused, or because it is a turn
   * of a conversation and its turn had not come, ms.
   */
  postponedMs: ReadonlyMap<number, number>;
  /** Turns of an open loop that were due before they might leave, and left later. */
  turnsPostponed: number;
}

/** Orders to a measuring thread. */
export type Order =
  | { type: "prepare"; config: MeasuringConfig; bell: SharedArrayBuffer }
  | { type: "requests"; requests: EncodedRequest[] }
  /** Other bytes for those of them that have not left. */
  | { type: "renew"; requests: RenewedRequest[] }
  /** No more requests will come: end when those at hand are answered. */
  | { type: "finish" }
  /** Times are ms since `originUnixMs`; nothing new leaves after `stopAfterMs`. */
  | { type: "start"; originUnixMs: number; stopAfterMs: number | null; warmupMs: number }
  /** Give up at once; requests in flight are abandoned unrecorded. */
  | { type: "abandon" };

/** Word from a measuring thread. */
export type Report =
  | { type: "ready" }
  | { type: "recordings"; batch: RecordingBatch }
  /** The warm-up time is over; so many requests had been taken by then. */
  | { type: "warm"; taken: number }
  | { type: "finished"; record: ThreadRecord };
