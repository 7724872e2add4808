import { nowMs, type Recording, type Target, type Timeouts, unixOriginMs } from "../wire/mod.ts";
import type { EncodedRequest, MeasuringConfig, Order, Report } from "./load_types.ts";

/** How to load an endpoint in a closed loop. */
export interface MeasureOptions {
  target: Target;
  timeouts: Timeouts;
  caCerts: string[];
  /** Requests kept in flight. */
  concurrency: number;
  /** Measuring threads; each takes its share of `concurrency`. */
  workers: number;
  /** Nothing new leaves after this many ms; null sets no limit. */
  stopAfterMs: number | null;
  maxResponseBytes: number;
  /** The next request of the plan, or null when the plan is done. Called in order. */
  nextRequest: () => EncodedRequest | null;
  /** Receives finished requests in batches; times are ms since the run's start. */
  onRecordings: (recordings: Recording[]) => Promise<void>;
  /** Called once, just before the first request leaves. */
  onStart: (clockOriginUnixMs: number) => Promise<void>;
  /** Abandons the run; what has finished by then has been, or will be, handed over. */
  signal: AbortSignal;
}

/** Requests a thread holds beyond those in flight, so that no slot ever waits for one. */
const AHEAD_PER_SLOT = 1;
const AHEAD_AT_LEAST = 32;
/** Undecoded bytes at which no further requests are handed out: memory stays bounded. */
const MAX_BACKLOG_BYTES = 256 * 1024 * 1024;

/**
 * Measures: starts the threads, keeps them supplied, collects what they recorded. Resolves when
 * every request handed out has been answered, has failed or was abandoned, and has been handed to
 * `onRecordings`.
 */
export async function measure(options: MeasureOptions): Promise<void> {
  const shares = shareOut(options.concurrency, options.workers);
  const threads = shares.map((slots) => new MeasuringThread(slots, options));
  const abandon = () => threads.forEach((thread) => thread.order({ type: "abandon" }));
  try {
    await Promise.all(threads.map((thread) => thread.ready));
    const backlog = new Backlog(options.onRecordings);
    let planDone = false;
    const supply = (thread: MeasuringThread) => {
      if (planDone || backlog.bytes > MAX_BACKLOG_BYTES) return;
      const batch: EncodedRequest[] = [];
      const limit = thread.slots + Math.max(AHEAD_AT_LEAST, thread.slots * AHEAD_PER_SLOT);
      while (thread.outstanding + batch.length < limit && !options.signal.aborted) {
        const request = options.nextRequest();
        if (request === null) {
          planDone = true;
          break;
        }
        batch.push(request);
      }
      thread.give(batch);
      if (planDone) threads.forEach((each) => each.order({ type: "finish" }));
    };
    for (const thread of threads) {
      thread.onRecordings = (recordings) => {
        backlog.add(recordings, () => threads.forEach(supply));
        supply(thread);
      };
      supply(thread);
    }
    const originUnixMs = unixOriginMs() + nowMs();
    await options.onStart(originUnixMs);
    options.signal.addEventListener("abort", abandon);
    for (const thread of threads) {
      thread.order({ type: "start", originUnixMs, stopAfterMs: options.stopAfterMs });
    }
    if (options.signal.aborted) abandon();
    // A batch that cannot be processed ends the run at once: measuring on would only lose more.
    await Promise.race([
      Promise.all(threads.map((thread) => thread.finished)),
      backlog.failed,
    ]);
    await backlog.drained();
  } finally {
    options.signal.removeEventListener("abort", abandon);
    for (const thread of threads) thread.terminate();
  }
}

/** `total` in `parts` shares that differ by one at most; no empty shares. */
export function shareOut(total: number, parts: number): number[] {
  const count = Math.max(1, Math.min(parts, total));
  return Array.from(
    { length: count },
    (_, part) => Math.floor(total / count) + (part < total % count ? 1 : 0),
  );
}

/** Recordings wait here for decoding and storing, one batch at a time, in order of arrival. */
class Backlog {
  bytes = 0;
  /** Rejects when a batch could not be processed; never resolves. */
  readonly failed: Promise<never>;
  readonly #fail: (reason: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly process: (recordings: Recording[]) => Promise<void>) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    // Awaited only in a race that another may win.
    this.failed.catch(() => {});
  }

  add(recordings: Recording[], onDone: () => void): void {
    const bytes = recordings.reduce((sum, recording) => sum + recording.bytes.length, 0);
    this.bytes += bytes;
    this.#last = this.#last.then(async () => {
      await this.process(recordings);
      this.bytes -= bytes;
      onDone();
    });
    this.#last.catch(this.#fail);
  }

  async drained(): Promise<void> {
    await this.#last;
  }
}

/** One measuring Worker, seen from the dispatching side. */
class MeasuringThread {
  readonly ready: Promise<void>;
  readonly finished: Promise<void>;
  /** Requests handed over and not yet recorded. */
  outstanding = 0;
  onRecordings: (recordings: Recording[]) => void = () => {};
  readonly #worker: Worker;

  constructor(readonly slots: number, options: MeasureOptions) {
    const ready = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.finished = finished.promise;
    this.#worker = new Worker(new URL("./measuring_worker.ts", import.meta.url), {
      type: "module",
      name: "measuring",
    });
    this.#worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
      if (report.type === "ready") ready.resolve();
      else if (report.type === "finished") finished.resolve();
      else {
        this.outstanding -= report.recordings.length;
        this.onRecordings(report.recordings);
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
    // A thread that fails while it prepares is met at `ready`; nobody awaits `finished` then.
    this.finished.catch(() => {});
    const config: MeasuringConfig = {
      target: options.target,
      timeouts: options.timeouts,
      caCerts: options.caCerts,
      slots,
      maxResponseBytes: options.maxResponseBytes,
    };
    this.order({ type: "prepare", config });
  }

  order(order: Order): void {
    this.#worker.postMessage(order);
  }

  give(requests: EncodedRequest[]): void {
    if (requests.length === 0) return;
    this.outstanding += requests.length;
    this.#worker.postMessage(
      { type: "requests", requests } satisfies Order,
      requests.map((request) => request.bytes.buffer),
    );
  }

  terminate(): void {
    this.#worker.terminate();
  }
}
