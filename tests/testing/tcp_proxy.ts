/** A relay in front of a server, so that a test can take the server away. */
export interface TcpProxy {
  port: number;
  /** Cuts every connection and takes no more. */
  cut(): void;
  stop(): Promise<void>;
}

/** Relays connections to a port of this machine. */
export function startTcpProxy(targetPort: number): TcpProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conns = new Set<Deno.Conn>();
  const relays: Promise<void>[] = [];
  let open = true;

  const relay = async (from: Deno.Conn, to: Deno.Conn) => {
    try {
      await from.readable.pipeTo(to.writable);
    } catch {
      // Either side went away, or the test cut the line: the other direction ends with it.
    }
  };
  const accept = async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: targetPort });
      conns.add(client).add(server);
      relays.push(relay(client, server), relay(server, client));
    }
  };
  const accepting = accept();
  const cut = () => {
    if (!open) return;
    open = false;
    listener.close();
    for (const conn of conns) {
      try {
        conn.close();
      } catch (error) {
        // Its streams may have closed it already.
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
  };
  return {
    port: (listener.addr as Deno.NetAddr).port,
    cut,
    async stop() {
      cut();
      await accepting;
      await Promise.all(relays);
    },
  };
}
