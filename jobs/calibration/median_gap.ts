import { gapsMs, quantile } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";

/** Median over the requests of their median gap between events; null when nothing was streamed. */
export function medianGapMs(samples: readonly Sample[]): number | null {
  const medians: number[] = [];
  // One request's gaps at a time: those of all may not fit into memory.
  for (const sample of samples) {
    const gaps = gapsMs(sample).sort();
    if (gaps.length > 0) medians.push(quantile(gaps, 0.5));
  }
  return medians.length === 0 ? null : quantile(Float64Array.from(medians).sort(), 0.5);
}
