/** Two-sided 95 % point of the normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Chance that a normal variable lies further than `z` from its mean, on either side.
 *
 * Laplace's continued fraction (Abramowitz and Stegun, 26.2.14), which converges fast in the tail
 * and slowly near the centre, hence the lower limit.
 *
 * @param z distance in standard deviations, at least 1.5; infinity gives 0
 * @throws {RangeError} below 1.5
 */
export function twoSidedTail(z: number): number {
  if (!(z >= 1.5)) throw new RangeError(`The tail formula needs z of at least 1.5, got ${z}`);
  if (z === Infinity) return 0;
  let fraction = z;
  for (let depth = 100; depth >= 1; depth--) fraction = z + depth / fraction;
  return 2 * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) / fraction;
}
