import { statfsSync } from "node:fs";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import type { WorkerReply, WorkerRequest } from "./pglite_worker.ts";

/** Postgres writes its log in files of this size, each reserved at once. */
const WAL_SEGMENT_BYTES = 16 * 1024 * 1024;

/** The embedded database in its thread. */
export interface PgliteServer {
  /** A connection for a driver that takes a socket. PGlite has one session: use one at a time. */
  connect(): Duplex;
  /** Writes everything to disk and ends the thread. */
  close(): Promise<void>;
}

/**
 * Starts PGlite in a Worker.
 *
 * @param clusterDir where the Postgres files are
 * @param create unpack a new cluster there first
 * @throws {Error} when PGlite cannot open the directory
 */
export async function startPglite(clusterDir: string, create: boolean): Promise<PgliteServer> {
  if (create) {
    // Unpacking leaves some hundred megabytes behind that only the end of its thread gives back.
    const unpacked = await startThread(clusterDir, true);
    await unpacked.close();
  }
  return await startThread(clusterDir, false);
}

async function startThread(clusterDir: string, create: boolean): Promise<PgliteServer> {
  const worker = new Worker(new URL("./pglite_worker.ts", import.meta.url), { type: "module" });
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let failure: Error | null = null;
  let socket: PgliteSocket | null = null;

  const fail = (message: string) => {
    if (failure !== null) return;
    failure = explainFailure(message, clusterDir);
    worker.terminate();
    opened.reject(failure);
    closed.resolve();
    socket?.destroy(failure);
  };
  worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
    if (data.kind === "bytes") socket?.receive(data.bytes);
    else if (data.kind === "opened") opened.resolve();
    else if (data.kind === "closed") closed.resolve();
    else fail(data.message);
  };
  worker.onerror = (event) => {
    // Handled here; without this the error would also end the whole program.
    event.preventDefault();
    fail(event.message);
  };
  const post = (request: WorkerRequest, transfer: Transferable[] = []) =>
    worker.postMessage(request, transfer);

  post({ kind: "open", clusterDir, create });
  await opened.promise;
  return {
    connect() {
      const fresh = new PgliteSocket((bytes) => post({ kind: "bytes", bytes }, [bytes.buffer]));
      socket = fresh;
      // Once the driver listens: it forgets a connection whose socket could not even be made.
      if (failure !== null) setImmediate(() => fresh.destroy(failure ?? undefined));
      return fresh;
    },
    async close() {
      if (failure === null) post({ kind: "close" });
      await closed.promise;
      worker.terminate();
    },
  };
}

/** PGlite does not say why it stopped; a disk without room for one more log file tells. */
function explainFailure(message: string, clusterDir: string): Error {
  const { bavail, bsize } = statfsSync(clusterDir);
  return bavail * bsize < WAL_SEGMENT_BYTES
    ? Object.assign(new Error("no space left"), { code: "ENOSPC" })
    : new Error(`the embedded database stopped: ${message}`);
}

/** The driver's end of the wire. One write holds whole protocol messages, as PGlite needs them. */
class PgliteSocket extends Duplex {
  /** The driver asks this of a socket before it says goodbye. */
  readyState: "open" | "closed" = "open";
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    super();
    this.#send = send;
  }

  receive(bytes: Uint8Array): void {
    this.push(bytes);
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    // A copy: the driver's chunk may lie in a shared pool, which cannot be handed over.
    this.#send(new Uint8Array(chunk));
    done();
  }

  override _read(): void {}

  override _final(done: () => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.readyState = "closed";
    done(error);
  }
}
