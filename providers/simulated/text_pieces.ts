import type { TextPiece } from "./profiles.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** What a tokenizer shows for a token that holds only part of a character. */
const PART_OF_CHARACTER = "\ufffd";

/**
 * Cuts a text into pieces of one token each (more where a character is several tokens), at most
 * `maxTokens` in all.
 */
export function textPieces(text: string, tokenizer: Tokenizer, maxTokens: number): TextPiece[] {
  const pieces: TextPiece[] = [];
  let held: number[] = [];
  const all = tokenizer.encode(text);
  for (const token of all.slice(0, maxTokens)) {
    held.push(token);
    const decoded = tokenizer.decode(held);
    if (decoded.endsWith(PART_OF_CHARACTER)) continue;
    pieces.push({ text: decoded, tokens: held.length });
    held = [];
  }
  // The text itself ends with that character. (A bound that fell inside one leaves it out.)
  if (held.length > 0 && all.length <= maxTokens) {
    pieces.push({ text: tokenizer.decode(held), tokens: held.length });
  }
  return pieces;
}
