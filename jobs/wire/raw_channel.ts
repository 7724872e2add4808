import type { Timeouts } from "./channel.ts";
import { nowMs } from "./clock.ts";
import { closedByPeer, type Connection, ConnectionChannel } from "./connection_channel.ts";
import { closeQuietly, openConnection } from "./open_connection.ts";
import type { ResponseTape } from "./response_tape.ts";
import type { Target } from "./target.ts";

/** What a raw channel needs to know. */
export interface RawChannelOptions {
  target: Target;
  timeouts: Timeouts;
  /** Extra root certificates (PEM), beside the system's. */
  caCerts: string[];
}

/** A keep-alive HTTP/1.1 connection on Deno's own sockets, plain or TLS. */
export class RawChannel extends ConnectionChannel {
  constructor({ target, timeouts, caCerts }: RawChannelOptions) {
    super(timeouts, async () => {
      const limits = { connectTimeoutMs: timeouts.connectMs, caCerts };
      const { conn, startMs, connectedMs } = await openConnection(target, limits);
      return { connection: new RawConnection(conn), startMs, connectedMs };
    });
  }
}

/**
 * The hot loop is in `carry`: read into the slot's own buffer, stamp, note the end offset.
 * Everything else waits until the run is over.
 */
class RawConnection implements Connection {
  readonly #conn: Deno.Conn;
  #allSent = false;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  async carry(request: Uint8Array<ArrayBuffer>, tape: ResponseTape): Promise<boolean> {
    // Not awaited first: a server may answer (413, 429) before it has read a long prompt.
    this.#send(request);
    const conn = this.#conn;
    while (!tape.framing.complete) {
      const count = await conn.read(tape.space());
      const stampMs = nowMs();
      if (count === null) closedByPeer(tape, this.#allSent);
      else tape.note(count, stampMs);
    }
    return this.#allSent;
  }

  close(): void {
    closeQuietly(this.#conn);
  }

  /**
   * Writes everything. A broken connection is not reported here: the read that is pending on the
   * same connection meets it too, and may still find an answer that was sent before the break.
   */
  async #send(request: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#allSent = false;
    try {
      let written = await this.#conn.write(request);
      while (written < request.length) {
        written += await this.#conn.write(request.subarray(written));
      }
      this.#allSent = true;
    } catch {
      // Left to the read; `#allSent` stays false.
    }
  }
}
