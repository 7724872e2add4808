import { twoSidedTail } from "./normal.ts";
import { quantile } from "./quantile.ts";

/** Whether values that follow each other rise or fall. */
export interface Trend {
  /** Median of the slopes between all pairs, per unit of time; robust against odd values. */
  slope: number;
  /** Two-sided p-value of no trend. */
  pValue: number;
}

/** Fewest values; below, even a perfectly rising row may be chance. */
const MIN_VALUES = 8;

/**
 * Trend of a series: Theil and Sen's slope (Sen, "Estimates of the regression coefficient based on
 * Kendall's tau", 1968) and the Mann-Kendall test, normal approximation with the corrections for
 * ties and continuity (Kendall, "Rank Correlation Methods", 1975).
 *
 * @param times ascending, all different
 * @param values one a time
 * @returns null with fewer than eight values
 */
export function trend(times: readonly number[], values: readonly number[]): Trend | null {
  const n = values.length;
  if (n < MIN_VALUES) return null;
  const slopes: number[] = [];
  let rises = 0;
  for (let j = 1; j < n; j++) {
    for (let i = 0; i < j; i++) {
      slopes.push((values[j]! - values[i]!) / (times[j]! - times[i]!));
      rises += Math.sign(values[j]! - values[i]!);
    }
  }
  let tied = 0;
  for (const group of Map.groupBy(values, (value) => value).values()) {
    const size = group.length;
    tied += size * (size - 1) * (2 * size + 5);
  }
  const variance = (n * (n - 1) * (2 * n + 5) - tied) / 18;
  const distance = Math.max(0, Math.abs(rises) - 1);
  return {
    slope: quantile(Float64Array.from(slopes).sort(), 0.5),
    pValue: variance === 0 ? 1 : twoSidedTail(distance / Math.sqrt(variance)),
  };
}
