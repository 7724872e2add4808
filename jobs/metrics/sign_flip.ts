import type { Interval } from "./summary_types.ts";

/** What paired values say of the mean difference. */
export interface SignFlipResult {
  /** Mean of the differences, in their unit. */
  mean: number;
  /** Two-sided p-value; 1 when all differences are 0. */
  pValue: number;
  /** 95 % interval of the mean; null with fewer than six differences, which cannot support one. */
  ci95: Interval | null;
}

/** Up to so many differences every pattern of signs is looked at: 65,536 patterns. */
const EXACT_UP_TO = 16;
/** Patterns that are drawn when there are too many to look at. */
const DRAWN = 20_000;
/** Beyond either end of a 95 % interval. */
const BEYOND = 0.025;

/**
 * Permutation test of paired values, and the interval that is its exact counterpart.
 *
 * Where the two sides of every pair could as well have been exchanged, each difference could as well
 * have had the other sign. The p-value is the share of sign patterns whose mean is at least as far
 * from 0 as the one seen (Fisher, "The Design of Experiments", 1935, section 21). The interval is
 * made of the means of all subsets of the differences, which cut the line into equally likely parts
 * (Hartigan, "Using subsample values as typical values", 1969): it excludes 0 exactly when the
 * p-value is at most 5 %. Neither asks for a normal distribution; both are exact for as few as six
 * differences, where a bootstrap's interval is too narrow.
 *
 * @param differences one a pair, independent of each other
 * @param random uniform in [0, 1); used only with more than 16 differences
 * @throws {RangeError} when there is no difference
 */
export function signFlipTest(
  differences: readonly number[],
  random: () => number,
): SignFlipResult {
  const n = differences.length;
  if (n === 0) throw new RangeError("Cannot test a difference without any pair");
  const total = differences.reduce((sum, value) => sum + value, 0);
  const subsets = n <= EXACT_UP_TO ? allSubsets(differences) : drawnSubsets(differences, random);
  // Sums of the same numbers in another order differ in their last bits.
  const rounding = 1e-12 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  let asFar = 1;
  for (const sum of subsets.sums) {
    if (Math.abs(total - 2 * sum) >= Math.abs(total) - rounding) asFar++;
  }
  // The one pattern that is not among the subsets is the pattern seen, of no sign flipped.
  const patterns = subsets.sums.length + 1;
  const means = subsets.means.sort();
  const cut = Math.floor(BEYOND * patterns);
  return {
    mean: total / n,
    pValue: asFar / patterns,
    ci95: cut < 1 ? null : [means[cut - 1]!, means[means.length - cut]!],
  };
}

interface Subsets {
  sums: Float64Array;
  means: Float64Array;
}

function allSubsets(differences: readonly number[]): Subsets {
  const patterns = 2 ** differences.length;
  const sums = new Float64Array(patterns);
  const sizes = new Uint8Array(patterns);
  for (let pattern = 1; pattern < patterns; pattern++) {
    const last = 31 - Math.clz32(pattern);
    const rest = pattern - 2 ** last;
    sums[pattern] = sums[rest]! + differences[last]!;
    sizes[pattern] = sizes[rest]! + 1;
  }
  return { sums: sums.slice(1), means: sums.map((sum, i) => sum / sizes[i]!).slice(1) };
}

function drawnSubsets(differences: readonly number[], random: () => number): Subsets {
  const sums = new Float64Array(DRAWN);
  const means = new Float64Array(DRAWN);
  for (let draw = 0; draw < DRAWN;) {
    let sum = 0;
    let size = 0;
    for (const value of differences) {
      if (random() < 0.5) continue;
      sum += value;
      size++;
    }
    if (size === 0) continue;
    sums[draw] = sum;
    means[draw++] = sum / size;
  }
  return { sums, means };
}
