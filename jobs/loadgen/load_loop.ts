import type { EncodedRequest, RenewedRequest } from "./load_types.ts";

/** When a loop begins and ends, on its thread's clock. */
export interface LoopTimes {
  startMs: number;
  /** Nothing new leaves after this. */
  stopAtMs: number;
  /** What leaves before this is warm-up, whatever its request says. */
  warmupUntilMs: number;
}

/** One measuring thread's way of deciding when a request leaves. */
export interface LoadLoop {
  /** Opens connections ahead of the start. */
  prepare(): Promise<void>;
  add(requests: readonly EncodedRequest[]): void;
  /** Gives those that have not left other bytes. */
  renew(requests: readonly RenewedRequest[]): void;
  /** No more will be added. */
  finish(): void;
  /** Resolves when everything added has been answered, has failed, or may no longer leave. */
  run(times: LoopTimes): Promise<void>;
  /** Stops at once; what is in flight is not recorded. */
  abandon(): void;
  /** Sends what is due. Called when the thread is woken. */
  wake(nowMs: number): void;
  /** Looks after time limits. Called every few milliseconds while it runs. */
  tick(nowMs: number): void;
  /** Requests that were due and had found no place when the time was over. */
  readonly notStarted: number;
  /**
   * By request: how much later than planned it left because the plan paused, or because it is a turn
   * of a conversation and its turn had not come, ms.
   */
  readonly postponedMs: ReadonlyMap<number, number>;
  /** Turns of an open loop that were due before they might leave, and left later. */
  readonly turnsPostponed: number;
  /** When the next request is due, on the thread's clock; Infinity when none is. */
  nextDueMs(): number;
}
