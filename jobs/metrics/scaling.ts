/** A level of a concurrency sweep and what it brought. */
export interface ConcurrencyLevel {
  concurrency: number;
  /** Output tokens, or requests, a second; null when there were no answers. */
  throughputPerS: number | null;
}

/** How throughput grew with concurrency. */
export interface Scaling {
  /**
   * Throughput a stream over that of the smallest concurrency, one a level: 1 is linear. Null where
   * either is missing.
   */
  efficiencies: { concurrency: number; efficiency: number | null }[];
  /**
   * The smallest concurrency that brought 95 % of the highest throughput: more streams than these
   * wait rather than work. Null without any throughput.
   */
  maxEffectiveConcurrency: number | null;
}

/** Share of the highest throughput that counts as all of it. */
const PLATEAU = 0.95;

/** Scaling efficiency and maximum effective concurrency of a sweep; levels in any order. */
export function scaling(levels: readonly ConcurrencyLevel[]): Scaling {
  const sorted = [...levels].sort((a, b) => a.concurrency - b.concurrency);
  const first = sorted[0];
  const perStream = first?.throughputPerS ? first.throughputPerS / first.concurrency : null;
  const highest = Math.max(0, ...sorted.map(({ throughputPerS }) => throughputPerS ?? 0));
  const enough = highest === 0
    ? undefined
    : sorted.find(({ throughputPerS }) => (throughputPerS ?? 0) >= PLATEAU * highest);
  return {
    efficiencies: sorted.map(({ concurrency, throughputPerS }) => ({
      concurrency,
      efficiency: perStream === null || throughputPerS === null
        ? null
        : throughputPerS / concurrency / perStream,
    })),
    maxEffectiveConcurrency: enough?.concurrency ?? null,
  };
}
