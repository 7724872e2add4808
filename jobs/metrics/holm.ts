/**
 * Holm's step-down adjustment (Holm, "A simple sequentially rejective multiple test procedure",
 * 1979): p-values that can each be held against 5 % while the chance of a single wrong claim among
 * all of them stays at 5 %, however they depend on each other.
 *
 * @param pValues one a test
 * @returns the adjusted values, in the same order; never below the given ones and at most 1
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((i, done) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - done) * pValues[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}
