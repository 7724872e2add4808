import { studentQuantile } from "./student_t.ts";
import type { Interval } from "./summary_types.ts";

/** One observation of a quantity that rises with `x` and is noisy. */
export interface Observation {
  x: number;
  y: number;
}

/** Where a rising straight line crosses zero. */
export interface Crossing {
  x: number;
  /** Rise of the line; above 0. */
  slope: number;
  /** Standard deviation of the observations around the line, in the unit of `y`. */
  noise: number;
  /** Interval of the confidence asked for; null while the rise itself is not certain, as the interval then has no end. */
  interval: Interval | null;
}

/**
 * Where the mean of `y` is zero, from a least-squares line through the observations, with Fieller's
 * interval: all `x` at which the line's confidence band holds zero (Fieller, "Some problems in
 * interval estimation", 1954; as inverse prediction in Draper and Smith, "Applied Regression
 * Analysis", 1998, section 3.2). Unlike an error bar on the crossing it is exact for few points.
 *
 * @param confidence of the interval; default 0.95
 * @returns null with fewer than three observations, or when the line does not rise
 */
export function risingCrossing(
  observations: readonly Observation[],
  confidence = 0.95,
): Crossing | null {
  const n = observations.length;
  if (n < 3) return null;
  const meanX = observations.reduce((sum, { x }) => sum + x, 0) / n;
  const meanY = observations.reduce((sum, { y }) => sum + y, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (const { x, y } of observations) {
    sxx += (x - meanX) ** 2;
    sxy += (x - meanX) * (y - meanY);
  }
  const slope = sxy / sxx;
  if (!(slope > 0)) return null;
  const residuals = observations.reduce(
    (sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2,
    0,
  );
  const t = studentQuantile((1 + confidence) / 2, n - 2);
  const scale = t * t * residuals / (n - 2);
  // The band touches zero at meanX + u where a u^2 + 2 b u + c = 0.
  const a = slope * slope - scale / sxx;
  const b = slope * meanY;
  const c = meanY * meanY - scale / n;
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return {
    x: meanX - meanY / slope,
    slope,
    noise: Math.sqrt(residuals / (n - 2)),
    interval: a <= 0 ? null : [meanX + (-b - root) / a, meanX + (-b + root) / a],
  };
}
