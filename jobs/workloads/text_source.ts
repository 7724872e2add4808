import type { Random } from "./random.ts";
import { tokenizer } from "./tokenizer.ts";

/** Text to fill prompts with, to an exact number of tokens, in time linear in that number. */
export interface TextSource {
  /** Which text it is, as it stands in run records. */
  id: string;
  /** Pieces picked at random, the last one cut where the number of tokens is reached. */
  cut(tokens: number, random: Random): string;
  /**
   * Whole pieces picked at random: what follows after it, if it starts with a letter or a digit, adds
   * its own tokens and changes none of these.
   *
   * @throws {RangeError} when `tokens` is below {@link TextSource.minWholeTokens}
   */
  whole(tokens: number, random: Random): string;
  /** From this number of tokens on, `whole` can make every one. */
  minWholeTokens: number;
}

/** A piece of text, and where each of its tokens ends (UTF-16 offsets). */
interface Piece {
  text: string;
  ends: Uint32Array;
}

/**
 * A source that strings pieces together. The counts of pieces add up because each ends with a line
 * break and starts with a letter or an apostrophe, and no token of the vocabulary crosses from one
 * to the other. A piece is cut at the end of one of its tokens: the tokens before a cut stay what
 * they were, since byte-pair merging never looks across it. Tests hold both for every piece.
 *
 * @param texts pieces, each with its line break; what `whole` can make depends on their lengths
 * @throws {RangeError} when whole pieces cannot make up every larger number of tokens
 */
export function createTextSource(id: string, texts: readonly string[]): TextSource {
  const pieces = texts.map((text): Piece => ({ text, ends: tokenizer.tokenEnds(text) }));
  const byLength = Map.groupBy(pieces, ({ ends }) => ends.length);
  const lengths = [...byLength.keys()];
  const reachable = sumsOf(lengths);
  const minWholeTokens = reachable.lastIndexOf(false) + 1;
  if (minWholeTokens + Math.max(...lengths) > reachable.length) {
    throw new RangeError(`pieces of ${lengths.join(", ")} tokens cannot make up every number`);
  }

  const any = (random: Random) => pieces[random.below(pieces.length)]!;
  return {
    id,
    minWholeTokens,
    cut(tokens, random) {
      const picked: string[] = [];
      let left = tokens;
      while (left > 0) {
        const { text, ends } = any(random);
        const fits = ends.length <= left;
        picked.push(fits ? text : text.slice(0, ends[left - 1]));
        left -= fits ? ends.length : left;
      }
      return picked.join("");
    },
    whole(tokens, random) {
      if (tokens < minWholeTokens) {
        throw new RangeError(`tokens must be at least ${minWholeTokens}: got ${tokens}`);
      }
      const picked: string[] = [];
      let left = tokens;
      for (let next = any(random); left - next.ends.length >= minWholeTokens; next = any(random)) {
        picked.push(next.text);
        left -= next.ends.length;
      }
      while (left > 0) {
        const fitting = lengths.filter((length) => length <= left && reachable[left - length]);
        const length = fitting[random.below(fitting.length)]!;
        const equal = byLength.get(length)!;
        picked.push(equal[random.below(equal.length)]!.text);
        left -= length;
      }
      return picked.join("");
    },
  };
}

/** Whether each number up to a thousand is a sum of lengths, each used as often as one likes. */
function sumsOf(lengths: readonly number[]): boolean[] {
  const sums = [true];
  for (let sum = 1; sum <= 1000; sum++) {
    sums.push(lengths.some((length) => length <= sum && sums[sum - length]));
  }
  return sums;
}
