import { type Random, randomStream } from "./random.ts";
import { type TextName, textOf } from "./texts.ts";
import { tokenizer } from "./tokenizer.ts";

/**
 * Of two that are sent the same prompts, to be compared: each has nonces of its own, so that neither
 * finds in a cache of both what the other was sent. All else is the same, to the token.
 */
export type Side = "a" | "b";

/** What a prompt is made from. */
export interface ExactPrompt {
  text: TextName;
  /** Tokens the prompt shall have, 1 or more. */
  tokens: number;
  /** Tokens of the answer that its instruction asks for. */
  maxTokens: number;
  seed: number;
  /** Number of the prompt: no two of a run share it, nor the nonce that ends with it. */
  number: number;
  /** What the prompt is for: two workloads of one seed then share no beginning. */
  label: string;
  /** Default: `a`. */
  side?: Side;
}

/**
 * A prompt of exactly so many tokens: nonce, instruction, text. The nonce comes first: a cache that
 * compares prompts from their start finds no common beginning. A prompt too short for all of it is
 * the first so many tokens of it.
 */
export function exactPrompt(
  { text, tokens, maxTokens, seed, number, label, side = "a" }: ExactPrompt,
): string {
  const { source, instruction } = textOf(text);
  const head = `${nonce(seed, number, label, side)}\n\n${instruction(maxTokens)}\n\n`;
  const ends = tokenizer.tokenEnds(head);
  // The streams' names are part of what a seed means: another name, another prompt.
  if (ends.length >= tokens) return head.slice(0, ends[tokens - 1]);
  return head + source.cut(tokens - ends.length, randomStream(seed, number, `${label} verse`));
}

/**
 * Twelve random hexadecimal digits and the number: unlike any other of this run, and, as good as
 * surely, of any other run. Those of the two sides have equally many tokens.
 */
export function nonce(seed: number, number: number, label: string, side: Side = "a"): string {
  const first = drawNonce(randomStream(seed, number, `${label} nonce`), number);
  if (side === "a") return first;
  const tokens = tokensOf(first);
  const random = randomStream(seed, number, `${label} nonce of b`);
  for (;;) {
    const other = drawNonce(random, number);
    if (tokensOf(other) === tokens) return other;
  }
}

function drawNonce(random: Random, number: number): string {
  const part = () => random.below(0x100_0000).toString(16).padStart(6, "0");
  return `${part()}${part()}-${number}`;
}

/** With the line breaks that follow it everywhere: no token reaches beyond them. */
function tokensOf(nonce: string): number {
  return tokenizer.count(`${nonce}\n\n`);
}

/**
 * A beginning of exactly so many tokens to put before prompts: the same bytes each time. It starts
 * with a nonce of its own, so that it is cached from this run and from no earlier one, and ends with
 * a line break, so that the tokens of what follows add up.
 *
 * @param tokens at least {@link MIN_BLOCK_TOKENS}
 */
export function exactBlock(
  { text, tokens, seed, number, label, side = "a" }: Omit<ExactPrompt, "maxTokens">,
): string {
  const head = `${nonce(seed, number, label, side)}\n\n`;
  const random = randomStream(seed, number, `${label} verse`);
  return head + textOf(text).source.whole(tokens - tokenizer.count(head), random);
}

/** Fewest tokens a block can have: room for the nonce and for whole pieces of any text. */
export const MIN_BLOCK_TOKENS = 128;
