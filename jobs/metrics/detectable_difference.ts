import { studentQuantile } from "./student_t.ts";

/** A difference as large as the stated one is found so often. */
const POWER = 0.8;

/**
 * The minimum detectable difference: how large a true mean difference would have to be for a test
 * at this risk to find it in 80 % of repetitions, judged by the spread of the differences seen
 * (Lachin, "Introduction to sample size determination and power analysis", 1981, with quantiles of
 * t in place of the normal ones). It says what "no difference shown" leaves open.
 *
 * @param differences independent of each other
 * @param risk of calling a difference where there is none, such as 0.05 over the number of tests
 * @returns in the unit of the differences; null with fewer than two, and where all are alike: that
 * chance moved none of a few says nothing of how far it can
 */
export function detectableDifference(differences: readonly number[], risk: number): number | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  if (differences.every((value) => value === differences[0])) return null;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (n - 1) / n);
  return (studentQuantile(1 - risk / 2, n - 1) + studentQuantile(POWER, n - 1)) * standardError;
}
