import type { Random } from "./random.ts";

/**
 * Words of which each, with its leading space, is exactly one o200k token. The tokenizer splits
 * text before it merges, and it splits at each space, so n of these words are always n tokens.
 */
export const WORDS: readonly string[] = (
  " the of and to in is that for it as was with be by on not he his but at are this have from or" +
  " had an they which one you were her all their there been would when who will more no if out so" +
  " said what up its about into than them can only other new some could time these two may then do" +
  " first any my now such like our over man me even most made after also did many before must" +
  " through back years where much your way well down should because each just those people how too" +
  " little state good very make world still own see men work long get here between both life being" +
  " under never day same another know while last might us great old year off come since against go" +
  " came right used take three"
).match(/ \w+/g)!;

/** `count` random words, joined. Each is one o200k token. */
export function generateText(random: Random, count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) text += WORDS[Math.floor(random() * WORDS.length)];
  return text;
}
