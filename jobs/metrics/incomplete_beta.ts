/** Terms of the continued fraction; its convergence takes about sqrt(max(a, b)) of them. */
const MAX_TERMS = 10_000;
const TINY = 1e-300;

/**
 * The regularized incomplete beta function I_x(a, b): the chance that a Beta(a, b) variable is at
 * most `x`. By the continued fraction of DLMF 8.17.22, evaluated with the method of Lentz (1976).
 *
 * @param x from 0 to 1
 * @param a above 0
 * @param b above 0
 * @throws {RangeError} outside of these
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) {
    throw new RangeError(`There is no incomplete beta function at x=${x}, a=${a}, b=${b}`);
  }
  if (x === 0 || x === 1) return x;
  // The fraction converges fast below the mean; beyond it the mirror image does.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b),
  ) / a;
  let c = 1;
  let d = 1 / away(1 - (a + b) * x / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= c * d;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** The `x` whose {@link incompleteBeta} is `probability`, by bisection to the last bits. */
export function inverseIncompleteBeta(probability: number, a: number, b: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A probability must be within [0, 1], got ${probability}`);
  }
  let low = 0;
  let high = 1;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Lentz's method divides by what may come to 0. */
function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/**
 * Natural logarithm of the gamma function for arguments above 0: shifted up by the recurrence until
 * Stirling's series (Abramowitz and Stegun, 6.1.41) is exact to double precision.
 */
function logGamma(value: number): number {
  let shift = 0;
  let z = value;
  for (; z < 12; z++) shift += Math.log(z);
  const i = 1 / z;
  const series = i / 12 - i ** 3 / 360 + i ** 5 / 1260 - i ** 7 / 1680 + i ** 9 / 1188;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
