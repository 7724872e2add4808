/** Two-sided 95 % point of the normal distribution. */
export const Z_95 = 1.959963984540054;

/** Above this the continued fraction converges in few terms, below it the series does. */
const TAIL_FROM = 1.5;

/**
 * Chance that a normal variable lies further than `z` from its mean, on either side.
 *
 * In the tail Laplace's continued fraction (Abramowitz and Stegun, 26.2.14), near the centre the
 * series 26.2.11.
 *
 * @param z distance in standard deviations, 0 or above; infinity gives 0
 * @throws {RangeError} below 0
 */
export function twoSidedTail(z: number): number {
  if (!(z >= 0)) throw new RangeError(`A distance from the mean cannot be ${z}`);
  if (z === Infinity) return 0;
  const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  if (z < TAIL_FROM) return 1 - 2 * density * centralSeries(z);
  let fraction = z;
  for (let depth = 100; depth >= 1; depth--) fraction = z + depth / fraction;
  return 2 * density / fraction;
}

/** z + z^3/3 + z^5/(3*5) + ... */
function centralSeries(z: number): number {
  let sum = 0;
  let term = z;
  for (let odd = 1; term > sum * Number.EPSILON; odd += 2) {
    sum += term;
    term *= z * z / (odd + 2);
  }
  return sum;
}
