/** The one thing a tokenizer must do here. */
export interface TokenCounter {
  /** UTF-16 offset at which each token of `text` ends, ascending; one entry a token. */
  tokenEnds(text: string): Uint32Array;
}

/** Tokens of an answer, in all and piece by piece. */
export interface CountedText {
  total: number;
  /** The part of `total` that was reasoning. */
  reasoning: number;
  /** Tokens that end within each piece; sums to `total`. */
  perPiece: Uint32Array;
}

/**
 * Counts tokens of the whole text, then gives each to the piece in which it ends: counting the
 * pieces one by one would find more tokens than the text has wherever a piece ends inside a token.
 * Reasoning and answer are two texts.
 */
export function countTokens(
  pieces: readonly { text: string; reasoning: boolean }[],
  tokenizer: TokenCounter,
): CountedText {
  const perPiece = new Uint32Array(pieces.length);
  const countKind = (reasoning: boolean): number => {
    const chosen = pieces.flatMap((piece, index) => piece.reasoning === reasoning ? [index] : []);
    const ends = tokenizer.tokenEnds(chosen.map((index) => pieces[index]!.text).join(""));
    let token = 0;
    let offset = 0;
    for (const index of chosen) {
      offset += pieces[index]!.text.length;
      const first = token;
      while (token < ends.length && ends[token]! <= offset) token++;
      perPiece[index] = token - first;
    }
    return ends.length;
  };
  const reasoning = countKind(true);
  return { total: reasoning + countKind(false), reasoning, perPiece };
}
