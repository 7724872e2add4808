import type { Failure } from "./failure.ts";

/**
 * Token counts of one request. Four kinds of count exist and are never mixed: what was asked for
 * (`requested*`), what our own tokenizer counts (`own*`), what the provider reports (`usage*`), and
 * the number of stream events ({@link Sample.arrivalsMs}.length). Unit: tokens.
 */
export interface TokenCounts {
  /** Prompt length the workload planned; equals `ownInput` by construction. */
  requestedInput: number;
  /** `max_tokens` the request carried; null when it carried none. */
  requestedOutput: number | null;
  /** Our tokenizer's count of the prompt. */
  ownInput: number;
  /** Our tokenizer's count of all generated text, reasoning included. */
  ownOutput: number;
  /** The part of `ownOutput` that was reasoning text. */
  ownReasoning: number;
  /** `usage` as the provider reported it; null where it reported nothing. */
  usageInput: number | null;
  usageOutput: number | null;
  usageReasoning: number | null;
  usageCachedInput: number | null;
}

/**
 * The record of one request: written once, kept for ever, never changed.
 *
 * All times are milliseconds (doubles) since the run's start on the run's one monotonic clock.
 * A time that does not exist is null, never 0: `connectedMs` when the connection was reused,
 * everything after the point of failure on a failed request.
 */
export interface Sample {
  /** Position in the plan, from 0. */
  index: number;
  /** Warm-up requests are recorded but left out of every statistic. */
  phase: "warmup" | "measured";
  /** When the plan wanted the request to leave. In a closed loop: when its slot became free. */
  scheduledMs: number;
  /** Just before the first byte was handed to the socket; null when it never was. */
  sentMs: number | null;
  /** When connection set-up for this request began; null when the connection was reused. */
  connectStartMs: number | null;
  /** When the connection (TLS included) stood; null when it was reused or never stood. */
  connectedMs: number | null;
  firstByteMs: number | null;
  /** First complete event of any sort, keep-alives included. */
  firstEventMs: number | null;
  /** First event with reasoning text. */
  firstReasoningMs: number | null;
  /** First event with answer text (not reasoning). */
  firstContentMs: number | null;
  /** Last event with generated text of either sort. */
  lastContentMs: number | null;
  /** Response complete, or failure recognised. */
  endMs: number;
  /**
   * Arrival of each event that carried generated text (reasoning or answer), ascending. Empty when
   * the answer was not streamed.
   */
  arrivalsMs: Float64Array;
  /** Own-tokenizer tokens of each of those events; same length; sums to `tokens.ownOutput`. */
  tokensPerEvent: Uint32Array;
  tokens: TokenCounts;
  /** `stop`, `length`, ... as the provider said; null when it did not. */
  finishReason: string | null;
  /** Network reads that delivered the response; below one per event, events coalesced. */
  reads: number;
  /** Response bytes, head included. */
  bytesReceived: number;
  /** Times the request was sent again because a reused connection died before any byte came. */
  retries: number;
  /** Null when the request succeeded. */
  failure: Failure | null;
}
