/** What a waker shares with the thread that sleeps for it. */
export interface WakerMemory {
  /** Changed with each order; {@link ENDED} ends the thread. */
  orders: Int32Array<SharedArrayBuffer>;
  /** Changed when the time of an order is over. */
  bell: Int32Array<SharedArrayBuffer>;
  /** No longer 0 once the thread runs. */
  running: Int32Array<SharedArrayBuffer>;
  /** How long the latest order is to wait, ms. */
  waitMs: Float64Array<SharedArrayBuffer>;
}

/** What `orders` holds when no more will come. */
export const ENDED = -1;
/** Largest count of orders before it starts again at 1. */
const MAX_ORDERS = 2 ** 30;

/**
 * Wakes its thread after a short while, to about 0.05 ms, and leaves the thread's event loop at rest
 * until then, so that sockets are served at once. Neither a timer (late by a millisecond and more)
 * nor polling the clock (which keeps the runtime from its sockets) can do both. One thread more
 * sleeps for it.
 */
export class Waker {
  readonly #memory: WakerMemory = {
    orders: new Int32Array(new SharedArrayBuffer(4)),
    bell: new Int32Array(new SharedArrayBuffer(4)),
    running: new Int32Array(new SharedArrayBuffer(4)),
    waitMs: new Float64Array(new SharedArrayBuffer(8)),
  };
  readonly #worker = new Worker(new URL("./waker_worker.ts", import.meta.url), {
    type: "module",
    name: "waker",
  });
  #onWake: (() => void) | null = null;
  #heard = 0;
  #listening = false;

  constructor() {
    this.#worker.postMessage(this.#memory);
  }

  /** False while its thread is being started, which takes a tenth of a second and more. */
  get ready(): boolean {
    return Atomics.load(this.#memory.running, 0) !== 0;
  }

  /** Calls `onWake` after `waitMs`; an earlier call that has not come yet is forgotten. */
  wakeAfter(waitMs: number, onWake: () => void): void {
    const { orders } = this.#memory;
    this.#onWake = onWake;
    this.#memory.waitMs[0] = waitMs;
    this.#heard = Atomics.load(this.#memory.bell, 0);
    Atomics.store(orders, 0, Atomics.load(orders, 0) % MAX_ORDERS + 1);
    Atomics.notify(orders, 0);
    this.#listen();
  }

  /** Forgets what was asked for. */
  cancel(): void {
    this.#onWake = null;
  }

  /** Ends the thread. */
  end(): void {
    this.#onWake = null;
    // A thread that waits on memory does not hear that it is terminated.
    Atomics.store(this.#memory.orders, 0, ENDED);
    Atomics.notify(this.#memory.orders, 0);
    this.#worker.terminate();
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    const wait = Atomics.waitAsync(this.#memory.bell, 0, this.#heard);
    if (wait.async) wait.value.then(this.#rung);
    else setImmediate(this.#rung);
  }

  readonly #rung = (): void => {
    this.#listening = false;
    const rung = Atomics.load(this.#memory.bell, 0) !== this.#heard;
    const onWake = this.#onWake;
    if (onWake === null) return;
    // It may have rung for an order that was replaced meanwhile.
    if (!rung) return this.#listen();
    this.#onWake = null;
    onWake();
  };
}
