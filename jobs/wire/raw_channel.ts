import type { Channel, Exchange, Timeouts } from "./channel.ts";
import { nowMs } from "./clock.ts";
import { closeQuietly, type ConnectOptions, openConnection } from "./open_connection.ts";
import type { ResponseTape } from "./response_tape.ts";
import type { Target } from "./target.ts";
import { WireFailure } from "./wire_failure.ts";

/** What a raw channel needs to know. */
export interface RawChannelOptions {
  target: Target;
  timeouts: Timeouts;
  caCerts: string[];
}

/**
 * A keep-alive HTTP/1.1 connection on a plain socket. The hot loop is `#receive`: read into the
 * slot's own buffer, stamp, note the end offset. Everything else waits until the run is over.
 */
export class RawChannel implements Channel {
  readonly #target: Target;
  readonly #timeouts: Timeouts;
  readonly #connectOptions: ConnectOptions;
  #conn: Deno.Conn | null = null;
  /** Set-up times of a connection no exchange has used yet. */
  #fresh: { startMs: number; connectedMs: number } | null = null;
  /** `sent` of the exchange under way; null when idle. */
  #sentMs: number | null = null;
  #tape: ResponseTape | null = null;
  /** Set before the connection is closed under a pending read, so that the read's error is ours. */
  #aborted: WireFailure | null = null;

  constructor(options: RawChannelOptions) {
    this.#target = options.target;
    this.#timeouts = options.timeouts;
    this.#connectOptions = {
      connectTimeoutMs: options.timeouts.connectMs,
      caCerts: options.caCerts,
    };
  }

  async prepare(): Promise<void> {
    if (this.#conn !== null) return;
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
      const reused = this.#conn !== null && this.#fresh === null;
      const failure = await this.#attempt(request, tape, exchange);
      exchange.endMs = nowMs();
      this.#sentMs = null;
      this.#tape = null;
      if (failure !== null || !tape.framing.reusable || tape.used > tape.framing.end) this.close();
      // A server may close an idle connection just as we write. Nothing was answered, so one
      // repetition on a new connection is safe; it is counted on the sample.
      const staleConnection = failure !== null && reused && tape.used === 0 &&
        exchange.retries === 0 && this.#aborted === null;
      if (staleConnection) {
        exchange.retries = 1;
        continue;
      }
      exchange.failure = failure;
      return exchange;
    }
  }

  abort(failure: WireFailure): void {
    if (this.#aborted !== null) return;
    this.#aborted = failure;
    this.close();
  }

  enforceTimeouts(now: number): void {
    if (this.#sentMs === null || this.#tape === null) return;
    const failure = overdue(now, this.#sentMs, this.#tape, this.#timeouts);
    if (failure !== null) this.abort(failure);
  }

  close(): void {
    if (this.#conn === null) return;
    const conn = this.#conn;
    this.#conn = null;
    this.#fresh = null;
    closeQuietly(conn);
  }

  async #connect(): Promise<Deno.Conn> {
    const { conn, startMs, connectedMs } = await openConnection(
      this.#target,
      this.#connectOptions,
    );
    this.#conn = conn;
    this.#fresh = { startMs, connectedMs };
    return conn;
  }

  async #attempt(
    request: Uint8Array<ArrayBuffer>,
    tape: ResponseTape,
    exchange: Exchange,
  ): Promise<WireFailure | null> {
    try {
      const conn = this.#conn ?? await this.#connect();
      if (this.#aborted !== null) return this.#aborted;
      exchange.connectStartMs = this.#fresh?.startMs ?? null;
      exchange.connectedMs = this.#fresh?.connectedMs ?? null;
      this.#fresh = null;
      this.#tape = tape;
      exchange.sentMs = this.#sentMs = nowMs();
      // Not awaited first: a server may answer (413, 429) before it has read a long prompt.
      const sending: Sending = { done: false };
      sendAll(conn, request, sending);
      await this.#receive(conn, tape, sending);
      // The rest of a request that was answered before it was read is of no use to anybody.
      if (!sending.done) this.close();
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

  async #receive(conn: Deno.Conn, tape: ResponseTape, sending: Sending): Promise<void> {
    while (!tape.framing.complete) {
      const count = await conn.read(tape.space());
      const stampMs = nowMs();
      if (count === null) {
        closedByPeer(tape, sending);
      } else {
        tape.note(count, stampMs);
      }
    }
  }
}

/** How far the writing of a request has come. */
interface Sending {
  done: boolean;
}

/** What the end of the connection means for the answer on this tape. */
function closedByPeer(tape: ResponseTape, sending: Sending): void {
  if (tape.used === 0) {
    throw new WireFailure("reset", "first_byte", "the connection closed without an answer");
  }
  try {
    tape.framing.close(tape.used);
  } catch (error) {
    // Whoever hangs up on a request that is still being sent resets; the kernel tells only one
    // side of a connection so, and that was the write.
    if (sending.done || !(error instanceof WireFailure)) throw error;
    throw new WireFailure(
      "reset",
      phaseOf(tape),
      "the connection broke before the request was read",
    );
  }
}

/**
 * Writes everything. A broken connection is not reported here: the read that is pending on the same
 * connection meets it too, and may still find an answer that was sent before the break.
 */
async function sendAll(
  conn: Deno.Conn,
  request: Uint8Array<ArrayBuffer>,
  sending: Sending,
): Promise<void> {
  try {
    let written = await conn.write(request);
    while (written < request.length) written += await conn.write(request.subarray(written));
    sending.done = true;
  } catch {
    // Left to the read; `done` stays false.
  }
}

/** How far a response on this tape has come. */
export function phaseOf(tape: ResponseTape): "first_byte" | "headers" | "body" {
  if (tape.used === 0) return "first_byte";
  return tape.framing.head === null ? "headers" : "body";
}

/** The limit an exchange has outlived, if any. */
export function overdue(
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
