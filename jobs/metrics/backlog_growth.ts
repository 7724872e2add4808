import type { Sample } from "../samples/mod.ts";

/** Quarters of the requests whose company is compared: the second and the last. */
const FEWEST_PER_QUARTER = 5;

/**
 * How fast unanswered requests pile up in an open loop: the rise of the mean number in flight from
 * the second quarter of the requests to the last, over the requests sent in between. It is 0 for a
 * provider that keeps up, and 1 - capacity / offered rate for one that does not: 0.1 says that of
 * ten requests that come, one more remains unanswered.
 *
 * The first quarter is left out, because a run begins with nobody waiting.
 *
 * @param samples of a run; warm-up samples count among those in flight
 * @returns null for fewer than 20 measured requests. Chance alone moves it by some 3 standard
 * errors of `noise`
 */
export function backlogGrowth(
  samples: readonly Sample[],
): { growth: number; noise: number } | null {
  const sentMs = Float64Array.from(
    samples.flatMap(({ sentMs, phase }) => sentMs === null || phase === "warmup" ? [] : [sentMs]),
  ).sort();
  const quarter = Math.floor(sentMs.length / 4);
  if (quarter < FEWEST_PER_QUARTER) return null;
  const begun = Float64Array.from(samples.flatMap((s) => s.sentMs === null ? [] : [s.sentMs]))
    .sort();
  const ended = Float64Array.from(samples.flatMap((s) => s.sentMs === null ? [] : [s.endMs]))
    .sort();
  const meanInFlight = (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      sum += countBelow(begun, sentMs[i]!) - countBelow(ended, sentMs[i]!);
    }
    return sum / (to - from);
  };
  const early = meanInFlight(quarter, 2 * quarter);
  const late = meanInFlight(sentMs.length - quarter, sentMs.length);
  const between = sentMs.length - 2 * quarter;
  return {
    growth: (late - early) / between,
    // Of independent requests the number in flight is a Poisson variable.
    noise: Math.sqrt(early + late + 1) / between,
  };
}

/** How many of the ascending values lie below the limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
