import { Buffer } from "node:buffer";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A relay in front of a server that keeps what the server sent. */
export interface RecordingTap {
  /** `http://host:port`, to be used in the server's place. */
  origin: string;
  /** The bytes of each connection's answers, head and framing included, in order of connecting. */
  answers(): Uint8Array<ArrayBuffer>[];
  stop(): Promise<void>;
}

/** Relays connections to a port of this machine, byte for byte. */
export async function startRecordingTap(targetPort: number): Promise<RecordingTap> {
  const parts: Uint8Array[][] = [];
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A side that went away ends the other; what was recorded until then stands.
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((client) => {
    const kept: Uint8Array[] = [];
    parts.push(kept);
    const upstream = connect({ host: "127.0.0.1", port: targetPort });
    track(client);
    track(upstream);
    upstream.on("data", (bytes) => kept.push(bytes));
    client.pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.end());
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: () => parts.map((kept) => new Uint8Array(Buffer.concat(kept))),
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
