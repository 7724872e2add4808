import type { Histogram } from "./contract/histograms.ts";

/** More bins than this a page cannot show. */
const MAX_BINS = 60;

/**
 * Counts values (ms) in equal bins from the smallest value to the 99th percentile; what lies
 * beyond is counted in `above`, so that one outlier does not squeeze the rest into a single bar.
 * The width follows Freedman and Diaconis (1981): 2 x interquartile range / cube root of n.
 *
 * @returns null for no values
 */
export function histogram(values: Iterable<number>): Histogram | null {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return null;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const start = sorted[0]!;
  const max = sorted.at(-1)!;
  const reach = Math.max(at(0.99) - start, 1e-3);
  const ideal = 2 * (at(0.75) - at(0.25)) / Math.cbrt(sorted.length);
  const width = Math.max(ideal, reach / (MAX_BINS - 1));
  const counts = new Array<number>(Math.min(MAX_BINS, Math.floor(reach / width) + 1)).fill(0);
  let above = 0;
  for (const value of sorted) {
    const bin = Math.floor((value - start) / width);
    if (bin < counts.length) counts[bin]! += 1;
    else above += 1;
  }
  return { unit: "ms", n: sorted.length, start, width, counts, above, max };
}
