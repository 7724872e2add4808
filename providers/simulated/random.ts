/** Draws a number in (0, 1): never 0, so that its logarithm exists. */
export type Random = () => number;

/** Scrambles 32 bits so that neighbouring inputs have unrelated outputs ("lowbias32", C. Wellons). */
function scramble(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** What a draw is for: separate streams, so that one feature's draws never shift another's. */
export const DRAWS = { plan: 1, text: 2, fault: 3, answer: 4 } as const;

/**
 * A stream of draws that depends on its keys alone: same seed, same request, same purpose, same
 * numbers, whatever other requests did.
 */
export function seededRandom(
  seed: number,
  requestNumber: number,
  purpose: (typeof DRAWS)[keyof typeof DRAWS],
): Random {
  const key = scramble(scramble(scramble(seed) + requestNumber) + purpose * 0x9e3779b9);
  let counter = 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    return (scramble(key + counter) + 0.5) / 4294967296;
  };
}

/** A standard normal draw (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** A lognormal draw with the given median; `sigma` is the standard deviation of its logarithm. */
export function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}
