import { quantile } from "../metrics/mod.ts";

/** Statistics as NumPy computes them, which is what these tools use. */
export interface NumpyFigures {
  mean: number;
  /** Divisor n, NumPy's default; ours is n - 1. */
  std: number;
  min: number;
  max: number;
  /** Linear interpolation, NumPy's default. */
  percentile(p: number): number;
}

/** @returns null for no values */
export function numpyFigures(values: readonly number[]): NumpyFigures | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    std: Math.sqrt(squares / sorted.length),
    min: sorted[0]!,
    max: sorted.at(-1)!,
    percentile: (p) => quantile(sorted, p / 100),
  };
}

/** NumPy's standard deviation as ours: divisor n - 1 in place of n; null when n < 2. */
export function sampleStddev(std: number | null, n: number): number | null {
  return std === null || n < 2 ? null : std * Math.sqrt(n / (n - 1));
}
