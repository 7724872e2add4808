import { TICK_MS } from "./ticker.ts";

/** What the pacer thread keeps time by. */
export interface Beat {
  /** One 32-bit word for each measuring thread; counted up and notified to wake it. */
  bells: SharedArrayBuffer[];
  /** A 32-bit word that is no longer 0 when the pacer is to end. */
  ended: SharedArrayBuffer;
  /** Start of the run, Unix ms; times below count from it. */
  originUnixMs: number;
  /** All bells are rung so often, ms. */
  everyMs: number;
  /** When request `i` is due; then the bell of thread `i % bells.length` is rung too. */
  dueMs: Float64Array;
}

/** The pacer thread of a run, seen from the dispatching side. */
export class Pacer {
  readonly bells: SharedArrayBuffer[];
  readonly #ended = new SharedArrayBuffer(4);
  readonly #worker = new Worker(new URL("./pacer_worker.ts", import.meta.url), {
    type: "module",
    name: "pacer",
  });

  constructor(threads: number) {
    this.bells = Array.from({ length: threads }, () => new SharedArrayBuffer(4));
  }

  /** @param dueMs times of an open loop's requests since the start, ascending; else empty */
  start(originUnixMs: number, dueMs: Float64Array): void {
    const beat: Beat = {
      bells: this.bells,
      ended: this.#ended,
      originUnixMs,
      everyMs: TICK_MS,
      dueMs,
    };
    this.#worker.postMessage(beat);
  }

  end(): void {
    // A thread that waits on memory does not hear that it is terminated.
    const ended = new Int32Array(this.#ended);
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
    this.#worker.terminate();
  }
}
