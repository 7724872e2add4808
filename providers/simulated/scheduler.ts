import type { Clock } from "./clock.ts";
import { Waker } from "./waker.ts";

/** Something due at a time. `fire` may change `dueMs` and hand itself to the scheduler again. */
export interface Timed {
  /** On the scheduler's clock, ms. */
  dueMs: number;
  fire(): void;
}

/** Timers have a grain of 1 ms and come 1 ms late and more: nearer than this they are no use. */
const TIMER_LEAD_MS = 3;
/** The waker comes about this late. */
const WAKER_EXCESS_MS = 0.06;
/** A turn of the event loop is as good as a wait shorter than this. */
const TURN_MS = 0.1;
/** After so many firings the sockets are looked at, however much else is due. */
const MAX_FIRINGS_A_TURN = 256;
/** A piece of work put off runs when nothing is due for this long: pieces are to be shorter. */
const QUIET_MS = 0.15;

/**
 * Fires each {@link Timed} at its due time, to about 0.05 ms, at little CPU: an ordinary timer to
 * 3 ms before, then a {@link Waker}, so that the thread's sockets are served meanwhile. One a
 * thread; it costs nothing while nothing is due.
 */
export class Scheduler {
  /** A binary heap on `dueMs`: the earliest first. */
  readonly #heap: Timed[] = [];
  readonly #putOff: (() => boolean)[] = [];
  #waker: Waker | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #turn: ReturnType<typeof setImmediate> | null = null;
  #running = false;

  constructor(private readonly clock: Clock) {}

  add(timed: Timed): void {
    const heap = this.#heap;
    let at = heap.push(timed) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.dueMs <= timed.dueMs) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timed;
    if (at === 0) this.#wake();
  }

  /**
   * Calls `work` in moments when nothing is due, until it returns true. One call should take no
   * longer than 0.1 ms.
   */
  whenQuiet(work: () => boolean): void {
    this.#putOff.push(work);
    this.#wake();
  }

  /** Forgets everything that is due; no timer and no thread is left. */
  stop(): void {
    this.#heap.length = 0;
    this.#putOff.length = 0;
    this.#disarm();
    this.#waker?.end();
    this.#waker = null;
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#waker?.cancel();
    this.#timer = null;
    this.#turn = null;
  }

  /** The earliest due time has changed: wait for the new one. */
  #wake(): void {
    if (this.#running || this.#turn !== null) return;
    this.#disarm();
    this.#wait(this.clock());
  }

  #wait(nowMs: number): void {
    const first = this.#heap[0];
    if (first === undefined && this.#putOff.length === 0) return;
    const leftMs = first === undefined ? 0 : first.dueMs - nowMs;
    if (this.#putOff.length > 0 || leftMs < TURN_MS) {
      this.#turn = setImmediate(this.#step);
    } else if (leftMs > TIMER_LEAD_MS + 1) {
      this.#timer = setTimeout(this.#step, Math.floor(leftMs - TIMER_LEAD_MS));
    } else {
      const waker = this.#waker ??= new Waker();
      if (waker.ready) waker.wakeAfter(leftMs - WAKER_EXCESS_MS, this.#step);
      else this.#turn = setImmediate(this.#step);
    }
  }

  readonly #step = (): void => {
    this.#timer = null;
    this.#turn = null;
    this.#running = true;
    try {
      this.#fireDue();
      this.#runPutOff();
    } finally {
      this.#running = false;
      this.#wait(this.clock());
    }
  };

  #fireDue(): void {
    for (let fired = 0; fired < MAX_FIRINGS_A_TURN; fired++) {
      const first = this.#heap[0];
      if (first === undefined || first.dueMs > this.clock()) return;
      this.#removeFirst();
      first.fire();
    }
  }

  #runPutOff(): void {
    if (this.#putOff.length === 0) return;
    const first = this.#heap[0];
    if (first !== undefined && first.dueMs - this.clock() < QUIET_MS) return;
    if (this.#putOff[0]!()) this.#putOff.shift();
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    const size = heap.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && heap[child + 1]!.dueMs < heap[child]!.dueMs) child++;
      if (heap[child]!.dueMs >= last.dueMs) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
