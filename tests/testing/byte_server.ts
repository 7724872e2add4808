/** One accepted connection, as a test's script sees it. */
export interface Peer {
  /** Reads until `text` has come; resolves with all that came since the last call. */
  expect(text: string): Promise<string>;
  send(text: string | Uint8Array): Promise<void>;
  close(): void;
  /** 0 for the first connection. */
  number: number;
}

/** A server whose every byte is scripted by the test, on a real socket. */
export interface ByteServer {
  port: number;
  /** Connections accepted so far. */
  connections(): number;
  stop(): Promise<void>;
}

/** Certificate and key (PEM) for a TLS server. */
export interface ServerCertificate {
  cert: string;
  key: string;
  alpnProtocols?: string[];
}

/** Runs `script` on every connection accepted on a free loopback port. */
export function startByteServer(
  script: (peer: Peer) => Promise<void>,
  certificate?: ServerCertificate,
): ByteServer {
  const listener: Deno.Listener = certificate === undefined
    ? Deno.listen({ hostname: "127.0.0.1", port: 0 })
    : Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...certificate });
  const conns = new Set<Deno.Conn>();
  const scripts: Promise<void>[] = [];
  let accepted = 0;

  const accept = async () => {
    for (;;) {
      let conn: Deno.Conn;
      try {
        conn = await listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource) return;
        // A handshake that failed is the client's test, not the server's end.
        if (certificate !== undefined) continue;
        throw error;
      }
      conns.add(conn);
      scripts.push(run(conn, accepted++));
    }
  };

  const run = async (conn: Deno.Conn, number: number) => {
    try {
      await script(peerOf(conn, number));
    } catch (error) {
      // The client hung up, or the test stopped the server under the script.
      if (!isHangUp(error)) throw error;
    } finally {
      closeOnce(conn);
    }
  };

  const accepting = accept();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    connections: () => accepted,
    stop: async () => {
      listener.close();
      for (const conn of conns) closeOnce(conn);
      await accepting;
      await Promise.all(scripts);
    },
  };
}

function peerOf(conn: Deno.Conn, number: number): Peer {
  const buffer = new Uint8Array(64 * 1024);
  return {
    number,
    async expect(text) {
      let seen = "";
      while (!seen.includes(text)) {
        const count = await conn.read(buffer);
        if (count === null) throw new Deno.errors.ConnectionReset("the client closed");
        seen += new TextDecoder("latin1").decode(buffer.subarray(0, count));
      }
      return seen;
    },
    async send(data) {
      let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
      while (rest.length > 0) rest = rest.subarray(await conn.write(rest));
    },
    close: () => closeOnce(conn),
  };
}

function closeOnce(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Deno.errors.NotConnected ||
    // A TLS handshake the client refused.
    error instanceof Deno.errors.InvalidData;
}
