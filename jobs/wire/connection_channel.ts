import type { Channel, Exchange, Timeouts } from "./channel.ts";
import { nowMs } from "./clock.ts";
import { NotHttp } from "./response_head.ts";
import type { ResponseTape } from "./response_tape.ts";
import { WireFailure } from "./wire_failure.ts";

/** One open connection, as an exchange uses it. What differs between transports is here alone. */
export interface Connection {
  /**
   * Sends `request` and records the answer on `tape` until it is complete.
   *
   * @returns whether the whole request was sent: an answer may come before that
   * @throws {WireFailure} when the answer is wrong; any other error means the connection broke
   */
  carry(request: Uint8Array<ArrayBuffer>, tape: ResponseTape): Promise<boolean>;
  /** Closes; a `carry` under way rejects. Closing twice does nothing. */
  close(): void;
}

/** A connection that stands, with when its set-up began and ended; null where nobody can tell. */
export interface OpenedConnection {
  connection: Connection;
  startMs: number | null;
  connectedMs: number | null;
}

/**
 * A slot that keeps its connection between requests, for every transport: what a failure means,
 * when a connection is used again, and the one retry on a connection that had gone stale.
 */
export class ConnectionChannel implements Channel {
  readonly #timeouts: Timeouts;
  readonly #open: () => Promise<OpenedConnection>;
  #connection: Connection | null = null;
  /** Set-up times of a connection no exchange has used yet. */
  #fresh: OpenedConnection | null = null;
  /** `sent` of the exchange under way; null when idle. */
  #sentMs: number | null = null;
  #tape: ResponseTape | null = null;
  /** Set before the connection is closed under a pending read, so that the read's error is ours. */
  #aborted: WireFailure | null = null;
  /** Ends the wait for a connection that is being opened; null when none is. */
  #stopOpening: ((failure: WireFailure) => void) | null = null;

  /** @param open opens a connection within the connect limit, or throws a {@link WireFailure} */
  constructor(timeouts: Timeouts, open: () => Promise<OpenedConnection>) {
    this.#timeouts = timeouts;
    this.#open = open;
  }

  async prepare(): Promise<void> {
    if (this.#connection !== null) return;
    try {
      await this.#connect();
    } catch (error) {
      // The first request will try again and carry the failure in its sample.
      if (!(error instanceof WireFailure)) throw error;
    }
  }

  async exchange(request: Uint8Array<ArrayBuffer>, tape: ResponseTape): Promise<Exchange> {
    this.#aborted = null;
    const exchange: Exchange = {
      sentMs: null,
      connectStartMs: null,
      connectedMs: null,
      endMs: 0,
      retries: 0,
      failure: null,
    };
    for (;;) {
      tape.reset();
      const reused = this.#connection !== null && this.#fresh === null;
      const failure = await this.#attempt(request, tape, exchange);
      exchange.endMs = nowMs();
      this.#sentMs = null;
      this.#tape = null;
      if (failure !== null || !tape.framing.reusable || tape.used > tape.framing.end) this.close();
      if (
        reused && exchange.retries === 0 && this.#aborted === null && unanswered(failure, tape)
      ) {
        exchange.retries = 1;
        continue;
      }
      // Some transports learn only after `carry` began that there is no connection.
      if (failure?.phase === "connect") exchange.sentMs = null;
      exchange.failure = failure;
      return exchange;
    }
  }

  abort(failure: WireFailure): void {
    if (this.#aborted !== null) return;
    this.#aborted = failure;
    this.#stopOpening?.(failure);
    this.close();
  }

  enforceTimeouts(now: number): void {
    if (this.#sentMs === null || this.#tape === null) return;
    const failure = overdue(now, this.#sentMs, this.#tape, this.#timeouts);
    if (failure !== null) this.abort(failure);
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#fresh = null;
    connection?.close();
  }

  async #connect(): Promise<Connection> {
    const stopped = Promise.withResolvers<never>();
    this.#stopOpening = stopped.reject;
    const opening = this.#open();
    try {
      this.#fresh = await Promise.race([opening, stopped.promise]);
    } catch (error) {
      // One that stands after all comes too late; one that failed has been met here already.
      opening.then(({ connection }) => connection.close(), () => {});
      throw error;
    } finally {
      if (this.#stopOpening === stopped.reject) this.#stopOpening = null;
    }
    return this.#connection = this.#fresh.connection;
  }

  async #attempt(
    request: Uint8Array<ArrayBuffer>,
    tape: ResponseTape,
    exchange: Exchange,
  ): Promise<WireFailure | null> {
    try {
      const connection = this.#connection ?? await this.#connect();
      if (this.#aborted !== null) return this.#aborted;
      exchange.connectStartMs = this.#fresh?.startMs ?? null;
      exchange.connectedMs = this.#fresh?.connectedMs ?? null;
      this.#fresh = null;
      this.#tape = tape;
      exchange.sentMs = this.#sentMs = nowMs();
      const allSent = await connection.carry(request, tape);
      // The rest of a request that was answered before it was read is of no use to anybody.
      if (!allSent) this.close();
      return null;
    } catch (error) {
      if (this.#aborted !== null) return this.#aborted;
      if (error instanceof WireFailure) return error;
      return new WireFailure(
        "reset",
        phaseOf(tape),
        `the connection broke: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
}

/**
 * What the end of the connection means for the answer on this tape. Returns when it completes it.
 *
 * @throws {WireFailure} when it does not
 */
export function closedByPeer(tape: ResponseTape, allSent: boolean): void {
  if (tape.used === 0) {
    throw new WireFailure("reset", "first_byte", "the connection closed without an answer");
  }
  try {
    tape.framing.close(tape.used);
  } catch (error) {
    // Whoever hangs up on a request that is still being sent resets; the kernel tells only one
    // side of a connection so, and that was the write.
    if (allSent || !(error instanceof WireFailure)) throw error;
    throw new WireFailure(
      "reset",
      phaseOf(tape),
      "the connection broke before the request was read",
    );
  }
}

/**
 * True when nothing came back that could be an answer to this request, so that one repetition on a
 * new connection is safe; it is counted on the sample. A server may close an idle connection just as
 * we write; or what comes is the rest of the answer before, which was longer than it said.
 */
function unanswered(failure: WireFailure | null, tape: ResponseTape): boolean {
  return failure !== null && (tape.used === 0 || failure instanceof NotHttp);
}

/** How far a response on this tape has come. */
function phaseOf(tape: ResponseTape): "first_byte" | "headers" | "body" {
  if (tape.used === 0) return "first_byte";
  return tape.framing.head === null ? "headers" : "body";
}

/** The limit an exchange has outlived, if any. */
function overdue(
  now: number,
  sentMs: number,
  tape: ResponseTape,
  timeouts: Timeouts,
): WireFailure | null {
  if (now - sentMs >= timeouts.totalMs) {
    return new WireFailure(
      "timeout_total",
      phaseOf(tape),
      `the answer was not complete within ${timeouts.totalMs} ms`,
    );
  }
  if (tape.reads === 0) {
    return now - sentMs < timeouts.firstByteMs ? null : new WireFailure(
      "timeout_first_byte",
      "first_byte",
      `no byte of the answer within ${timeouts.firstByteMs} ms`,
    );
  }
  return now - tape.stampsMs[tape.reads - 1]! < timeouts.stallMs ? null : new WireFailure(
    "timeout_stall",
    phaseOf(tape),
    `the answer fell silent for ${timeouts.stallMs} ms`,
  );
}
