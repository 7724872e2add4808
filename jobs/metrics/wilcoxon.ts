import { twoSidedTail } from "./normal.ts";

/** What ranks of paired differences say. */
export interface SignedRankResult {
  /** Two-sided p-value; null with fewer than ten differences other than 0. */
  pValue: number | null;
  /**
   * Matched-pairs rank-biserial correlation: the share of ranks on the positive side less that on
   * the negative, from -1 to 1 (Kerby, "The simple difference formula", 2014); null without any
   * difference other than 0.
   */
  rankBiserial: number | null;
}

/** From so many on the normal approximation is good to two digits. */
const MIN_FOR_P = 10;

/**
 * Wilcoxon's signed-rank test: differences of 0 are left out, equal ones share their mean rank,
 * normal approximation with correction for ties and for continuity (Wilcoxon 1945; Lehmann,
 * "Nonparametrics", 1975, section 3.2).
 *
 * @param differences one a pair, independent of each other
 */
export function signedRank(differences: readonly number[]): SignedRankResult {
  const sorted = differences.filter((value) => value !== 0)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  const n = sorted.length;
  if (n === 0) return { pValue: null, rankBiserial: null };
  let positive = 0;
  let ties = 0;
  for (let from = 0, to; from < n; from = to) {
    for (to = from + 1; to < n && Math.abs(sorted[to]!) === Math.abs(sorted[from]!);) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (sorted[i]! > 0) positive += rank;
    ties += (to - from) ** 3 - (to - from);
  }
  const all = n * (n + 1) / 2;
  const variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  const distance = Math.max(0, Math.abs(positive - all / 2) - 0.5);
  return {
    pValue: n < MIN_FOR_P ? null : twoSidedTail(distance / Math.sqrt(variance)),
    rankBiserial: (2 * positive - all) / all,
  };
}
