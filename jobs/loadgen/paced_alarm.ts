import { type Alarm, nowMs, SPIN_AHEAD_MS, type WakeCalls } from "../wire/mod.ts";

/** A turn of the event loop in which nothing happened takes less than this, ms. */
const LOOK_MS = 0.02;

/** An alarm that the run's pacer thread rings: it knows the plan's times by itself. */
export class PacedAlarm implements Alarm {
  readonly #bell: Int32Array<SharedArrayBuffer>;
  #calls: WakeCalls | null = null;
  #heard = 0;
  #lookedMs = -Infinity;
  spunMs = 0;

  /** @param bell this thread's bell */
  constructor(bell: SharedArrayBuffer) {
    this.#bell = new Int32Array(bell);
  }

  start(calls: WakeCalls): void {
    this.#calls = calls;
    this.#listen();
  }

  stop(): void {
    this.#calls = null;
  }

  readonly #listen = (): void => {
    if (this.#calls === null) return;
    const wait = Atomics.waitAsync(this.#bell, 0, this.#heard);
    if (wait.async) wait.value.then(this.#wake);
    // It rang meanwhile. By way of the event loop, which also has sockets to read.
    else setImmediate(this.#wake);
  };

  readonly #wake = (): void => {
    const calls = this.#calls;
    if (calls === null) return;
    this.#heard = Atomics.load(this.#bell, 0);
    const now = nowMs();
    calls.onWake(now);
    if (calls.nextDueMs() - now > SPIN_AHEAD_MS) return this.#listen();
    // Whatever took longer than looking at the clock was work.
    if (now - this.#lookedMs < LOOK_MS) this.spunMs += now - this.#lookedMs;
    this.#lookedMs = now;
    setImmediate(this.#wake);
  };
}
