import type { ChatMessage, Json } from "../../providers/protocols/protocol.ts";

/** Where a request stands in a recorded conversation. */
export interface ConversationTurn {
  /** The conversation's name; turns with the same one belong together. */
  id: string;
  /** From 0. */
  turn: number;
  /** Turns of the conversation in all. */
  turns: number;
  /** Index of the request that carries the turn before; null for the first. */
  follows: number | null;
  /** How long the user thinks between that request's answer and this request, ms. */
  thinkMs: number;
}

/** One request as a workload plans it. */
export interface PlannedRequest {
  /** Position in the plan, from 0. */
  index: number;
  /** The last thing the user says: the whole request, unless {@link messages} hold more. */
  prompt: string;
  /** All that is sent, the prompt last. */
  messages: ChatMessage[];
  /**
   * Tokens of all messages, by the workload's tokenizer; exact. What a chat template puts around
   * them is the provider's and not counted.
   */
  inputTokens: number;
  /** Upper bound of tokens to generate. */
  maxTokens: number;
  /** Null when the request belongs to no conversation. */
  conversation: ConversationTurn | null;
}

/** What a workload's source ran it with. A suggestion: the load plan decides. */
export interface SuggestedLoad {
  requestRatePerS: number;
  requests: number;
}

/** A source of requests: each is a function of the workload's parameters, its seed and the index. */
export interface Workload {
  /** Runs with the same id are comparable. */
  id: string;
  /** All that defines the workload except the seed, with keys as they stand in JSON. */
  description: Record<string, Json>;
  /** Body parameters that belong to the workload; those of the job come on top. */
  samplingParams: Record<string, Json>;
  /**
   * How many requests there are before they begin again: with the same texts, though with new
   * nonces where the cache policy asks for them. Null when they never do.
   */
  size: number | null;
  /**
   * When each of {@link size} requests is due, ms, ascending from 0; null when the workload has no
   * times of its own and the load plan decides.
   */
  dueMs: Float64Array | null;
  /** Requests that must have been answered, as warm-up, before the workload is what it says. */
  warmupRequests: number;
  /** How many conversations of several turns take turns; absent when there are none. */
  conversationsAtOnce?: number;
  suggestedLoad: SuggestedLoad | null;
  /** What a reader of its figures has to know, a sentence each. */
  notes: readonly string[];
  /**
   * The request at a position.
   * @throws {RangeError} when the index is not a whole number of at least 0
   */
  request(index: number): PlannedRequest;
}

/** A request that is one message of the user's. */
export function singleTurn(
  index: number,
  prompt: string,
  inputTokens: number,
  maxTokens: number,
): PlannedRequest {
  const messages: ChatMessage[] = [{ role: "user", content: prompt }];
  return { index, prompt, messages, inputTokens, maxTokens, conversation: null };
}

/** @throws {RangeError} when the index is not a whole number of at least 0 */
export function checkIndex(index: number): void {
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new RangeError(`index must be a whole number of at least 0: got ${index}`);
  }
}

/** @throws {RangeError} when the seed is not a whole number */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number: got ${seed}`);
}
