import type { Recording } from "../wire/mod.ts";
import type {
  EncodedRequest,
  MeasuringConfig,
  Order,
  RenewedRequest,
  Report,
  ThreadRecord,
} from "./load_types.ts";
import { readRecordings } from "./recording_batch.ts";

/** One measuring Worker, seen from the dispatching side. */
export class MeasuringThread {
  /** Its connections stand. */
  readonly ready: Promise<void>;
  /** Everything handed to it has been recorded or given up. */
  readonly finished: Promise<ThreadRecord>;
  /** Requests handed over and not yet recorded. */
  outstanding = 0;
  onRecordings: (recordings: Recording[]) => void = () => {};
  onWarm: (taken: number) => void = () => {};
  /** Told of what is handed over, before its bytes change threads. */
  onGive: (requests: readonly EncodedRequest[]) => void = () => {};
  readonly #worker: Worker;

  /** @param bell rung by the run's pacer when this thread is to wake */
  constructor(readonly config: MeasuringConfig, bell: SharedArrayBuffer) {
    const ready = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<ThreadRecord>();
    this.ready = ready.promise;
    this.finished = finished.promise;
    // A thread that fails while it prepares is met at `ready`; nobody awaits `finished` then.
    this.finished.catch(() => {});
    this.#worker = new Worker(new URL("./measuring_worker.ts", import.meta.url), {
      type: "module",
      name: "measuring",
    });
    this.#worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
      switch (report.type) {
        case "ready":
          return ready.resolve();
        case "recordings":
          this.outstanding -= report.batch.recordings;
          return this.onRecordings(readRecordings(report.batch));
        case "warm":
          return this.onWarm(report.taken);
        case "finished":
          return finished.resolve(report.record);
      }
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const error = new Error(`a measuring thread failed: ${event.message}`, {
        cause: event.error,
      });
      ready.reject(error);
      finished.reject(error);
    };
    this.order({ type: "prepare", config, bell });
  }

  order(order: Order): void {
    this.#worker.postMessage(order);
  }

  give(requests: EncodedRequest[]): void {
    if (requests.length === 0) return;
    this.onGive(requests);
    this.outstanding += requests.length;
    const { items, memory } = inOneMemory(requests);
    this.#worker.postMessage({ type: "requests", requests: items } satisfies Order, [memory]);
  }

  /** Other bytes for requests handed over before, in case they have not left. */
  renew(requests: RenewedRequest[]): void {
    if (requests.length === 0) return;
    const { items, memory } = inOneMemory(requests);
    this.#worker.postMessage({ type: "renew", requests: items } satisfies Order, [memory]);
  }

  terminate(): void {
    this.#worker.terminate();
  }
}

/** Puts the bytes of requests into one buffer: each that changes threads by itself costs 2 us. */
function inOneMemory<Request extends RenewedRequest>(
  requests: readonly Request[],
): { items: Request[]; memory: ArrayBuffer } {
  const length = requests.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const memory = new Uint8Array(length);
  let at = 0;
  const items = requests.map((request) => {
    const bytes = memory.subarray(at, at + request.bytes.length);
    bytes.set(request.bytes);
    at += bytes.length;
    return { ...request, bytes };
  });
  return { items, memory: memory.buffer };
}
