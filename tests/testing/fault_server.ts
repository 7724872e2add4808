import { once } from "node:events";
import net from "node:net";

/** One request on its connection, to be answered byte by byte or not at all. */
export interface FaultPeer {
  /** The request's bytes, Latin-1. */
  request: string;
  /** Requests for the same path before this one. */
  number: number;
  /** Resolves when the bytes have been handed to the kernel, or cannot be. */
  send(data: string | Uint8Array): Promise<void>;
  /** Ends the connection as `close` does: what was sent still arrives. */
  end(): void;
  /** Breaks the connection with a TCP reset. */
  reset(): void;
  /** True once the client has hung up. */
  gone(): boolean;
}

/** A server on a real socket that can do what no well-behaved one does. */
export interface FaultServer {
  port: number;
  /** Connections accepted so far. */
  connections(): number;
  stop(): Promise<void>;
}

/**
 * Plays `answer` for each request, whose body must be `{}`. It stands on Node's sockets because
 * Deno's cannot reset a connection.
 */
export async function startFaultServer(
  answer: (path: string, peer: FaultPeer) => Promise<void>,
): Promise<FaultServer> {
  const sockets = new Set<net.Socket>();
  const answers: Promise<void>[] = [];
  const requests = new Map<string, number>();
  let connections = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    connections++;
    socket.setNoDelay(true);
    let seen = "";
    // The client may hang up at any time; what that means is for the test to say.
    socket.on("error", () => {});
    socket.on("data", (data: Uint8Array) => {
      seen += new TextDecoder("latin1").decode(data);
      if (!seen.endsWith("\r\n\r\n{}")) return;
      const request = seen;
      seen = "";
      const path = request.split(" ")[1]!;
      const number = requests.get(path) ?? 0;
      requests.set(path, number + 1);
      answers.push(answer(path, {
        request,
        number,
        send: (bytes) =>
          new Promise((resolve) => {
            if (!socket.writable) resolve();
            else socket.write(bytes, () => resolve());
          }),
        end: () => socket.end(),
        reset: () => socket.resetAndDestroy(),
        gone: () => socket.destroyed,
      }));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as net.AddressInfo).port,
    connections: () => connections,
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(answers);
      await closed;
    },
  };
}
