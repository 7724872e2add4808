/** What a client is told to ask for. */
export interface Asked {
  /** `http://host:port` of the server. */
  origin: string;
  model: string;
  /** Upper bound of generated tokens. */
  maxTokens: number;
}

/** Token counts as the official client shows them; null where it shows none. Unit: tokens. */
export interface SeenUsage {
  inputTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  cachedInputTokens: number | null;
}

/** What the user of an official client gets to see of an answer. */
export interface Seen {
  text: string;
  reasoning: string;
  /** Null where the client shows no counts at all. */
  usage: SeenUsage | null;
  finishReason: string | null;
}

/** Asks once with an official client and reads the answer to its end. Throws what the client throws. */
export type Client = (asked: Asked) => Promise<Seen>;

/** Not a key of anybody's. */
export const KEY = "no-key-of-anybody";

export const PROMPT = "Say something.";

/** Nothing seen yet. */
export function nothingSeen(): Seen {
  return { text: "", reasoning: "", usage: null, finishReason: null };
}

/** Counts in our words; what is left out was not shown. */
export function usageOf(
  input: number | null | undefined,
  output: number | null | undefined,
  more: { reasoning?: number | null | undefined; cached?: number | null | undefined } = {},
): SeenUsage {
  return {
    inputTokens: input ?? null,
    outputTokens: output ?? null,
    reasoningTokens: more.reasoning ?? null,
    cachedInputTokens: more.cached ?? null,
  };
}
