/** Largest chance, when a quantile is certified, that fewer than two values lie beyond it. */
const RISK = 0.01;

/**
 * Whether `count` independent values are enough to state a quantile with 99 % confidence.
 *
 * The rule is MLPerf's early stopping (MLPerf Inference rules, "Early stopping criterion", with one
 * value allowed beyond the quantile): if at most one of n values lay beyond the true quantile, an
 * event of chance P[Binomial(n, tail) <= 1], the sample would say too little about it; the quantile
 * is certified once that chance is at most 1 %. MLPerf asks about upper quantiles alone. A lower one
 * has its thin side below, so `tail` is the smaller of p and 1 - p: both sides then hold two values
 * or more with 99 % confidence each.
 *
 * @param count independent values; for correlated ones, their effective number
 */
export function isCertified(count: number, probability: number): boolean {
  const tail = Math.min(probability, 1 - probability);
  return count >= 2 && (1 - tail) ** (count - 1) * (1 - tail + count * tail) <= RISK;
}

/** Fewest independent values that certify a quantile: 11 for P50, 64 for P90, 662 for P99. */
export function certifiedFrom(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`No number of values certifies the quantile of ${probability}`);
  }
  let enough = 2;
  while (!isCertified(enough, probability)) enough *= 2;
  let tooFew = enough / 2;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isCertified(middle, probability)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
