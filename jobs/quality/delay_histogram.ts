import type { Recording } from "../wire/mod.ts";

const SMALLEST_MS = 0.0005;
/** Neighbouring buckets differ by one per cent. */
const GROWTH = 1.01;
/** Up to an hour. */
const BUCKETS = Math.ceil(Math.log(3_600_000 / SMALLEST_MS) / Math.log(GROWTH)) + 1;

/**
 * How long after the kernel this program got its reads: with kernel stamps that is the client's own
 * delay, read by read. A histogram, because a run may have millions of reads.
 */
export class DelayHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  /** Takes nothing from recordings without kernel stamps. */
  add({ readStampsMs, userReadStampsMs }: Recording): void {
    if (userReadStampsMs === null) return;
    for (let read = 0; read < readStampsMs.length; read++) {
      this.#note(userReadStampsMs[read]! - readStampsMs[read]!);
    }
  }

  /**
   * @param probability from 0 to 1
   * @returns the delay at most so many of the reads had, to one per cent, ms; null without reads
   */
  quantile(probability: number): number | null {
    if (this.#total === 0) return null;
    let left = probability * this.#total;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0 && this.#counts[bucket]! > 0) return SMALLEST_MS * GROWTH ** bucket;
    }
    throw new Error(`a histogram has no quantile ${probability}`);
  }

  #note(delayMs: number): void {
    // The two clocks are mapped to within some microseconds: a delay may come out below zero.
    const bucket = delayMs <= SMALLEST_MS
      ? 0
      : Math.ceil(Math.log(delayMs / SMALLEST_MS) / Math.log(GROWTH));
    this.#counts[Math.min(bucket, BUCKETS - 1)]!++;
    this.#total++;
  }
}
