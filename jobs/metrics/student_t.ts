import { inverseIncompleteBeta } from "./incomplete_beta.ts";

/**
 * Quantile of Student's t distribution, through the incomplete beta function (Abramowitz and
 * Stegun, 26.7.1).
 *
 * @param probability strictly between 0 and 1
 * @param degrees of freedom, above 0
 * @throws {RangeError} outside of these
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1 && degrees > 0)) {
    throw new RangeError(`There is no t quantile of ${probability} with ${degrees} degrees`);
  }
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const share = inverseIncompleteBeta(2 * tail, degrees / 2, 0.5);
  return Math.sign(probability - 0.5) * Math.sqrt(degrees * (1 - share) / share);
}
