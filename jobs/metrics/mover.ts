import { Z_95 } from "./normal.ts";
import type { Interval } from "./summary_types.ts";

/** A figure with its 95 % interval, which contains it. */
export interface Estimate {
  value: number;
  ci95: Interval;
}

/**
 * 95 % interval of `a - b` for two independent estimates, from their separate intervals alone, which
 * need not be symmetric: the method of variance estimates recovery (MOVER; Zou and Donner,
 * "Construction of confidence limits about effect measures: a general approach", 2008).
 */
export function differenceInterval(a: Estimate, b: Estimate): Interval {
  const difference = a.value - b.value;
  return [
    difference - Math.hypot(a.value - a.ci95[0], b.ci95[1] - b.value),
    difference + Math.hypot(a.ci95[1] - a.value, b.value - b.ci95[0]),
  ];
}

/**
 * How many standard errors separate two estimates, where the standard error is recovered from the
 * side of the difference's 95 % interval that faces zero. Above 1.96 that interval excludes zero.
 */
export function standardErrorsApart(a: Estimate, b: Estimate): number {
  const difference = a.value - b.value;
  if (difference === 0) return 0;
  const [lower, upper] = differenceInterval(a, b);
  const margin = difference > 0 ? difference - lower : upper - difference;
  return Math.abs(difference) / (margin / Z_95);
}
