import type { ResponseTape } from "./response_tape.ts";
import type { WireFailure } from "./wire_failure.ts";

/** Limits of one exchange, milliseconds. */
export interface Timeouts {
  connectMs: number;
  /** From `sent` to the first response byte. */
  firstByteMs: number;
  /** Longest silence after that. */
  stallMs: number;
  /** From `sent` to the response's end. */
  totalMs: number;
}

/** What one exchange left behind, beside what is on the tape. Times on the thread's clock, ms. */
export interface Exchange {
  /** Just before the first byte was handed to the socket; null when no connection stood. */
  sentMs: number | null;
  /** Set-up of the connection, when this exchange was the first on it; else null. */
  connectStartMs: number | null;
  connectedMs: number | null;
  /** Response complete, or failure recognised. */
  endMs: number;
  /** Times the request was sent again because a reused connection died before any byte came. */
  retries: number;
  failure: WireFailure | null;
}

/**
 * One connection slot: it carries one request at a time and keeps its connection between them.
 * Every transport implements this and nothing more.
 */
export interface Channel {
  /** Opens the connection ahead of the first request; a failure is kept for that request to meet. */
  prepare(): Promise<void>;
  /** Sends `request` and records the answer on `tape`. Failures are returned, never thrown. */
  exchange(request: Uint8Array<ArrayBuffer>, tape: ResponseTape): Promise<Exchange>;
  /** Ends whatever is under way with this failure. Does nothing on an idle channel. */
  abort(failure: WireFailure): void;
  /** Gives up on exchanges that have outlived a limit; called every few milliseconds. */
  enforceTimeouts(nowMs: number): void;
  close(): void;
}
