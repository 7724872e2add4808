/** A coarser ticker misses most short stalls (measured: 10 ms finds a fraction of what 2 ms does). */
export const TICK_MS = 2;

/** Whoever wakes the thread has another clock, which is mapped to this one to some microseconds. */
const EARLY_MS = 0.05;

/**
 * Keeps how late a thread came to each tick of a clock that ticks every 2 ms: whatever held the
 * thread up then also held up the stamp of any read that returned meanwhile.
 */
export class Ticker {
  #lagsMs = new Float64Array(4096);
  #ticks = 0;
  #dueMs: number;

  /**
   * @param originMs a tick
   * @param nowMs only ticks after this count
   */
  constructor(originMs: number, nowMs: number) {
    this.#dueMs = originMs + TICK_MS * (Math.floor((nowMs - originMs) / TICK_MS) + 1);
  }

  /** The next tick. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /**
   * To be called whenever the thread is woken.
   * @returns true when a tick was due, whose lag is then kept
   */
  wake(nowMs: number): boolean {
    if (nowMs < this.#dueMs - EARLY_MS) return false;
    const lagMs = Math.max(0, nowMs - this.#dueMs);
    this.#note(lagMs);
    // Ticks that were missed are one lag, not several.
    this.#dueMs += TICK_MS * (Math.floor(lagMs / TICK_MS) + 1);
    return true;
  }

  /** Lateness of every tick so far, ms. */
  lagsMs(): Float64Array<ArrayBuffer> {
    return this.#lagsMs.slice(0, this.#ticks);
  }

  #note(lagMs: number): void {
    if (this.#ticks === this.#lagsMs.length) {
      const larger = new Float64Array(this.#lagsMs.length * 2);
      larger.set(this.#lagsMs);
      this.#lagsMs = larger;
    }
    this.#lagsMs[this.#ticks++] = lagMs;
  }
}
