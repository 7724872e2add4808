/** The part of a tokenizer that is needed here. */
export interface Tokenizer {
  encode(text: string): number[];
  decode(tokens: Iterable<number>): string;
}

/**
 * Loads the o200k tokenizer. Done once at start, because loading takes a third of a second, and
 * nothing else may run in that time.
 */
export async function loadTokenizer(): Promise<Tokenizer> {
  const o200k = await import("gpt-tokenizer/encoding/o200k_base");
  // Text that looks like a special token is counted as one, never refused.
  const options = { allowedSpecial: "all" } as const;
  return {
    encode: (text) => o200k.encode(text, options),
    decode: (tokens) => o200k.decode(tokens),
  };
}
