/** A seeded source of random numbers: the same seed gives the same numbers, for ever. */
export interface Random {
  /** Next number in [0, 1), uniform, with 32 random bits. */
  uniform(): number;
  /** Next whole number in [0, limit), uniform. `limit` is 1 to 2^32. */
  below(limit: number): number;
  /** Next number from a normal distribution. */
  normal(mean: number, stddev: number): number;
}

/**
 * A stream of random numbers of its own for (seed, index, label): what one request draws never
 * depends on what another drew, so any request can be made alone, in any order.
 *
 * @param seed any safe integer
 * @param index number of the request or item, a safe integer
 * @param label what the numbers are for, so that two uses of one index do not share numbers
 */
export function randomStream(seed: number, index: number, label: string): Random {
  return new Xoshiro128(hashWords(seed, index, label));
}

/**
 * xoshiro128**, with the polar method for normal numbers.
 *
 * Sources: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021;
 * Marsaglia and Bray, "A Convenient Method for Generating Normal Variables", 1964.
 */
class Xoshiro128 implements Random {
  readonly #state: Uint32Array;

  constructor(state: Uint32Array) {
    this.#state = state;
  }

  #nextUint32(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  uniform(): number {
    return this.#nextUint32() / 0x1_0000_0000;
  }

  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 0x1_0000_0000) {
      throw new RangeError(`limit must be a whole number from 1 to 2^32: got ${limit}`);
    }
    // Numbers past the last whole multiple of the limit would favour the small results.
    const usable = 0x1_0000_0000 - (0x1_0000_0000 % limit);
    let number = this.#nextUint32();
    while (number >= usable) number = this.#nextUint32();
    return number % limit;
  }

  normal(mean: number, stddev: number): number {
    // The method yields two numbers; one is thrown away, so that no draw depends on an earlier one.
    while (true) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        return mean + stddev * x * Math.sqrt((-2 * Math.log(square)) / square);
      }
    }
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * Four well-mixed words from a seed, an index and a label, by MurmurHash3's mixing steps
 * (Appleby, 2011). Not for secrets.
 */
function hashWords(seed: number, index: number, label: string): Uint32Array {
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(index)) {
    throw new RangeError(`seed and index must be whole numbers: got ${seed} and ${index}`);
  }
  const words = [...wordsOf(seed), ...wordsOf(index)];
  for (let at = 0; at < label.length; at++) words.push(label.charCodeAt(at));
  const state = new Uint32Array(4);
  for (let lane = 0; lane < 4; lane++) {
    let hash = Math.imul(lane + 1, 0x9e37_79b9);
    for (const word of words) {
      hash ^= Math.imul(rotateLeft(Math.imul(word, 0xcc9e_2d51), 15), 0x1b87_3593);
      hash = Math.imul(rotateLeft(hash, 13), 5) + 0xe654_6b64;
    }
    hash ^= words.length;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    state[lane] = hash ^ (hash >>> 16);
  }
  // All four words zero is the one state the generator never leaves.
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}

/** Low and high 32 bits of a safe integer; a negative one differs from its positive twin. */
function wordsOf(integer: number): [number, number] {
  return [integer >>> 0, Math.floor(integer / 0x1_0000_0000) | 0];
}
