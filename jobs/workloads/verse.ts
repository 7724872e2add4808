import type { Random } from "./random.ts";
import { SONNETS } from "./text/sonnets.ts";
import { tokenizer } from "./tokenizer.ts";

/** A line with its line break, and where each of its tokens ends (UTF-16 offsets). */
interface Line {
  text: string;
  ends: Uint32Array;
}

let counted: Line[] | null = null;

/** Every line that is not empty, counted once. */
function lines(): Line[] {
  counted ??= SONNETS.trim().split("\n").filter((line) => line !== "").map((line) => {
    const text = `${line}\n`;
    return { text, ends: tokenizer.tokenEnds(text) };
  });
  return counted;
}

/**
 * Lines picked at random, cut to an exact number of tokens.
 *
 * Tokens never cross a line break when the next line starts with a letter or an apostrophe, as all
 * of ours do, so the counts of lines add up. The last line is cut at the end of one of its tokens:
 * the tokens before a cut stay what they were, since byte-pair merging never looks across it.
 */
export function verse(tokenCount: number, random: Random): string {
  const all = lines();
  const picked: string[] = [];
  let left = tokenCount;
  while (left > 0) {
    const { text, ends } = all[random.below(all.length)]!;
    const whole = ends.length <= left;
    picked.push(whole ? text : text.slice(0, ends[left - 1]));
    left -= whole ? ends.length : left;
  }
  return picked.join("");
}
