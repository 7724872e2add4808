import type { QuantileKey } from "./summary_types.ts";

/** The probability each quantile key stands for. */
export const QUANTILE_PROBABILITIES: Readonly<Record<QuantileKey, number>> = {
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p99_9: 0.999,
};

/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan, "Sample
 * quantiles in statistical packages" (1996); the default of NumPy and pandas, and what Postgres
 * calls `percentile_cont`.
 *
 * @param sorted values in ascending order, at least one
 * @param probability from 0 (the minimum) to 1 (the maximum)
 * @param perUnit what `sorted` holds is this many times the values; default 1
 * @returns the quantile, in the unit of the values
 * @throws {RangeError} when there is no value or the probability is outside [0, 1]
 */
export function quantile(
  sorted: Float64Array | Uint32Array,
  probability: number,
  perUnit = 1,
): number {
  if (sorted.length === 0) throw new RangeError("Cannot take a quantile of no values");
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A quantile's probability must be within [0, 1], got ${probability}`);
  }
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  return interpolate(
    sorted[below]! / perUnit,
    sorted[Math.min(below + 1, sorted.length - 1)]! / perUnit,
    position - below,
  );
}

/** The point a `fraction` of the way from `low` to `high`; never beyond `high`, despite rounding. */
export function interpolate(low: number, high: number, fraction: number): number {
  return Math.min(high, low + (high - low) * fraction);
}
