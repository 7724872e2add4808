import { twoSidedTail } from "./normal.ts";

/**
 * Two-sided Mann-Whitney rank test: the chance of two samples as unlike as these when both come
 * from one distribution. Normal approximation with the correction for ties and for continuity
 * (Mann and Whitney 1947; Lehmann, "Nonparametrics", 1975, section 1.2), good from about 8 values
 * on either side. It asks nothing of the shape of the distribution.
 *
 * @returns the p-value; null when a side is empty, 1 when all values are equal
 */
export function mannWhitneyP(a: Float64Array, b: Float64Array): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const n = a.length + b.length;
  const pooled = new Float64Array(n);
  pooled.set(a);
  pooled.set(b, a.length);
  pooled.sort();
  const { rankOf, ties } = midranks(pooled);
  const rankSum = a.reduce((sum, value) => sum + rankOf.get(value)!, 0);
  const u = rankSum - a.length * (a.length + 1) / 2;
  const expected = a.length * b.length / 2;
  const variance = a.length * b.length / 12 * ((n + 1) - ties / (n * (n - 1)));
  if (variance === 0) return 1;
  return twoSidedTail(Math.max(0, Math.abs(u - expected) - 0.5) / Math.sqrt(variance));
}

/** The rank of each value, equal values sharing their mean rank, and the sum of t^3 - t over ties. */
function midranks(sorted: Float64Array): { rankOf: Map<number, number>; ties: number } {
  const rankOf = new Map<number, number>();
  let ties = 0;
  for (let from = 0, to; from < sorted.length; from = to) {
    for (to = from + 1; sorted[to] === sorted[from];) to++;
    rankOf.set(sorted[from]!, (from + 1 + to) / 2);
    const equal = to - from;
    ties += equal ** 3 - equal;
  }
  return { rankOf, ties };
}
