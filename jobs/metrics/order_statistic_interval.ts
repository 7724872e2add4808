import { incompleteBeta } from "./incomplete_beta.ts";
import type { Interval } from "./summary_types.ts";

/** Chance that the truth lies beyond either end, at most. */
const EACH_TAIL = 0.025;

/**
 * 95 % interval of a quantile between two of the values themselves, whatever they are distributed as:
 * of n values the number below the true quantile is Binomial(n, p), so the truth lies between the
 * l-th and the u-th but for a chance that can be added up (David and Nagaraja, "Order Statistics",
 * third edition, 2003, section 7.1). It holds the truth in 95 % of cases or more at any n, which no
 * bootstrap of a tail with hardly a value in it does.
 *
 * Of pooled values only as many count as they are worth (`effective`); their ranks are scaled up.
 *
 * @param sorted ascending
 * @param effective independent values that these are worth, no more than there are
 * @returns null when there are too few: then the truth may lie beyond all of them
 */
export function orderStatisticInterval(
  sorted: Float64Array | Uint32Array,
  perUnit: number,
  probability: number,
  effective: number,
): Interval | null {
  const n = Math.floor(effective);
  if (n < boundedFrom(probability)) return null;
  const lower = lastWhere(n, (rank) => atMost(rank - 1, n, probability) <= EACH_TAIL);
  const notEnough = lastWhere(n, (rank) => 1 - atMost(rank - 1, n, probability) > EACH_TAIL);
  const low = Math.floor((lower - 1) * sorted.length / n);
  const high = Math.ceil((notEnough + 1) * sorted.length / n) - 1;
  return [sorted[low]! / perUnit, sorted[high]! / perUnit];
}

/** Fewest independent values that bound a quantile from both sides: 6 for P50, 368 for P99. */
export function boundedFrom(probability: number): number {
  return Math.ceil(Math.log(EACH_TAIL) / Math.log(Math.max(probability, 1 - probability)));
}

/** P[Binomial(n, probability) <= k] for k below n. */
function atMost(k: number, n: number, probability: number): number {
  return incompleteBeta(1 - probability, n - k, k + 1);
}

/** The largest rank up to `n` for which this holds; it holds up to there, and 0 when for none. */
function lastWhere(n: number, holds: (rank: number) => boolean): number {
  let last = 0;
  let beyond = n + 1;
  while (beyond - last > 1) {
    const middle = Math.floor((last + beyond) / 2);
    if (holds(middle)) last = middle;
    else beyond = middle;
  }
  return last;
}
