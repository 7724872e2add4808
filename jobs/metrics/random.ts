/**
 * A seeded random source: the same seed gives the same numbers for ever, on every machine.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2018); its state is filled from the seed by a 32-bit mixing function so that
 * neighbouring seeds give unrelated streams.
 *
 * @param seed any integer that a double holds exactly
 * @returns a function that yields uniform numbers in [0, 1), in steps of 2^-32
 * @throws {RangeError} when the seed is not a safe integer
 */
export function createRandom(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot seed the random source: ${seed} is not a safe integer`);
  }
  let mixed = seed | 0;
  // A seed above 32 bits must not collide with its lower half.
  mixed = mix(mixed) ^ (Math.floor(seed / 2 ** 32) | 0);
  const next = () => mix(mixed = (mixed + 0x9e3779b9) | 0);
  let a = next(), b = next(), c = next(), d = next() | 1;

  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return (result >>> 0) / 2 ** 32;
  };
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
