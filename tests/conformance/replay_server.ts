import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that answers whatever it is asked with the same bytes. */
export interface ReplayServer {
  /** `http://host:port` */
  origin: string;
  stop(): Promise<void>;
}

/**
 * @param answer head, body and framing as they go over the wire; the connection is closed after them
 */
export async function startReplayServer(answer: Uint8Array): Promise<ReplayServer> {
  const server = createServer((request) => {
    // A client that is answered before it has said everything may take that for a failure.
    request.resume().on("end", () => {
      request.socket.end(answer);
    });
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
