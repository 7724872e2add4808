/**
 * A thread that sleeps until something is due comes late by what its waking takes. So it is woken
 * this much earlier, ms, and spends the rest looking at the clock, and at its sockets.
 */
export const SPIN_AHEAD_MS = 0.5;

/** What is to be done when a thread is woken. */
export interface WakeCalls {
  /** Woken at this time (thread's clock, ms), and every `everyMs` after it. */
  firstMs: number;
  everyMs: number;
  /** Woken at this time too (thread's clock, ms); Infinity for none. Asked after each wake. */
  nextDueMs: () => number;
  /** @param nowMs the thread's clock; some microseconds early at most */
  onWake: (nowMs: number) => void;
}

/**
 * Wakes a measuring thread on time. Deno's timers will not do: measured with 256 reads pending, one
 * that fires every 2 ms cost 0.28 ms of CPU each time (more than all the reads together), and left
 * a request that was due waiting for up to 2 ms.
 */
export interface Alarm {
  start(calls: WakeCalls): void;
  /** CPU time spent so far on nothing but looking at the clock before something was due, ms. */
  readonly spunMs: number;
  stop(): void;
}
