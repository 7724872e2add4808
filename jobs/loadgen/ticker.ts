import { nowMs } from "../wire/mod.ts";

/** A coarser ticker misses most short stalls (measured: 10 ms finds a fraction of what 2 ms does). */
export const TICK_MS = 2;

/**
 * Ticks every 2 ms and keeps how late each tick was: whatever held the thread up then also held up
 * the stamp of any read that returned meanwhile.
 */
export class Ticker {
  #lagsMs = new Float64Array(4096);
  #ticks = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #dueMs = 0;

  /** @param onTick called at each tick with the time */
  start(onTick: (nowMs: number) => void): void {
    this.#dueMs = nowMs() + TICK_MS;
    const tick = () => {
      const now = nowMs();
      this.#note(Math.max(0, now - this.#dueMs));
      onTick(now);
      // A tick that was missed is one lag, not several.
      this.#dueMs = Math.max(this.#dueMs + TICK_MS, nowMs());
      this.#timer = setTimeout(tick, Math.max(0, this.#dueMs - nowMs()));
    };
    this.#timer = setTimeout(tick, TICK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
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
