/// <reference lib="deno.worker" />
/**
 * The embedded database's own thread. PGlite computes synchronously and would stall whoever shares
 * a thread with it by hundreds of milliseconds, so the thread that measures only posts bytes here.
 *
 * It speaks the Postgres wire protocol: bytes in, bytes out, see {@link WorkerRequest}.
 */
import { PGlite } from "@electric-sql/pglite";
import { dataDir as prepopulatedDataDir } from "@electric-sql/pglite-prepopulatedfs";
import { concat, keepLastReady, splitExchanges } from "./wire_exchange.ts";

/**
 * Postgres's own default of 128 MB is memory this process would hold for good. The system caches
 * the same files, and a weekly board is small.
 */
const SHARED_BUFFERS = "16MB";

/** What the worker is told. Wire bytes must hold whole protocol messages. */
export type WorkerRequest =
  | { kind: "open"; clusterDir: string; create: boolean }
  | { kind: "bytes"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "close" };

/** What the worker answers. `failed` is final: the database is gone. */
export type WorkerReply =
  | { kind: "opened" }
  | { kind: "bytes"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "closed" }
  | { kind: "failed"; message: string };

let pglite: PGlite | null = null;
// Requests are handled one after the other, in the order they came.
let last: Promise<void> = Promise.resolve();

self.onmessage = (event: MessageEvent<WorkerRequest>) => {
  last = last.then(() => handle(event.data)).catch(fail);
};

async function handle(request: WorkerRequest): Promise<void> {
  if (request.kind === "open") {
    pglite = await PGlite.create({
      dataDir: request.clusterDir,
      startParams: [...PGlite.defaultStartParams, "-c", `shared_buffers=${SHARED_BUFFERS}`],
      // Unpacking a ready-made cluster takes a quarter of the time of initdb.
      ...(request.create ? { loadDataDir: await prepopulatedDataDir() } : {}),
    });
    reportAbort(pglite);
    reply({ kind: "opened" });
    return;
  }
  if (pglite === null) throw new Error("the embedded database is not open");
  if (request.kind === "close") {
    await pglite.close();
    pglite = null;
    reply({ kind: "closed" });
    return;
  }
  for (const { bytes, endsReady } of splitExchanges(request.bytes)) {
    const parts: Uint8Array[] = [];
    await pglite.execProtocolRawStream(bytes, {
      onRawData: (part) => parts.push(part.slice()),
    });
    reply({ kind: "bytes", bytes: keepLastReady(concat(parts), endsReady) });
  }
}

/**
 * When Postgres panics (a full disk will do), its WebAssembly aborts; PGlite takes that for an
 * ordinary error, asks the dead engine to go on, and never returns. So the news goes out first.
 */
function reportAbort(pglite: PGlite): void {
  const engine = pglite.Module;
  const step = engine._PostgresMainLoopOnce;
  engine._PostgresMainLoopOnce = () => {
    try {
      step();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) fail(error);
      throw error;
    }
  };
}

function fail(error: unknown): void {
  // The file system layer throws objects with an error number and no message.
  const { message, errno } = error as { message?: string; errno?: number };
  reply({ kind: "failed", message: message || `file system error ${errno}` });
}

function reply(message: WorkerReply): void {
  self.postMessage(message, message.kind === "bytes" ? [message.bytes.buffer] : []);
}
