import { exactPrompt, type Side } from "./exact_prompt.ts";
import { HEADLINE_LENGTHS } from "./headline_lengths.ts";
import { type Random, randomStream } from "./random.ts";
import { SONNETS_ID } from "./text/sonnets.ts";
import { tokenizer } from "./tokenizer.ts";
import { checkIndex, checkSeed, singleTurn, type Workload } from "./workload.ts";

/**
 * Shortest prompt this workload can make, tokens: room for the nonce and the instruction whatever
 * their numbers are. A shorter length is drawn again; a shorter mean is refused.
 */
export const MIN_INPUT_TOKENS = 64;

/** Largest mean and standard deviation accepted, tokens: past every context window there is. */
const MAX_TOKENS = 1_000_000;

/** What a chat workload is made from. All lengths in tokens. */
export interface ChatWorkloadOptions {
  /** Mean prompt length, {@link MIN_INPUT_TOKENS} to 1,000,000; default 550. */
  meanInputTokens?: number;
  /** Default 150. */
  stddevInputTokens?: number;
  /** Mean of the limit on generated tokens, 1 to 1,000,000; default 150. */
  meanOutputTokens?: number;
  /** Default 10. LLMPerf's program defaults to 80; its leaderboard was made with 10. */
  stddevOutputTokens?: number;
  /** Any whole number. A provider's cache may know a seed's prompts, so use a fresh one each run. */
  seed: number;
  /** `cold`: each prompt starts with text of its own, so that no prefix cache serves it. */
  cachePolicy: "cold";
  /** Default: `a`. */
  side?: Side;
}

/**
 * LLMPerf's workload: verse to read and write out again, its lengths drawn from normal
 * distributions, truncated to whole numbers, and drawn again until they are positive (and the
 * prompt's long enough to hold the instruction). Other than there, a prompt has exactly the
 * drawn number of tokens.
 *
 * @throws {RangeError} when a length cannot be used; names it, its value and what is allowed
 */
export function createChatWorkload(options: ChatWorkloadOptions): Workload {
  const { seed, cachePolicy, side = "a", ...given } = options;
  const lengths = { ...HEADLINE_LENGTHS, ...given };
  checkLength("meanInputTokens", lengths.meanInputTokens, MIN_INPUT_TOKENS);
  checkLength("stddevInputTokens", lengths.stddevInputTokens, 0);
  checkLength("meanOutputTokens", lengths.meanOutputTokens, 1);
  checkLength("stddevOutputTokens", lengths.stddevOutputTokens, 0);
  checkSeed(seed);
  return {
    id: workloadId(lengths),
    description: {
      mean_input_tokens: lengths.meanInputTokens,
      stddev_input_tokens: lengths.stddevInputTokens,
      mean_output_tokens: lengths.meanOutputTokens,
      stddev_output_tokens: lengths.stddevOutputTokens,
      min_input_tokens: MIN_INPUT_TOKENS,
      cache_policy: cachePolicy,
      tokenizer: tokenizer.id,
      text: SONNETS_ID,
    },
    samplingParams: {},
    size: null,
    dueMs: null,
    warmupRequests: 0,
    suggestedLoad: null,
    notes: [],
    request(index) {
      checkIndex(index);
      const random = randomStream(seed, index, "chat lengths");
      const { meanInputTokens, stddevInputTokens, meanOutputTokens, stddevOutputTokens } = lengths;
      const tokens = drawLength(random, meanInputTokens, stddevInputTokens, MIN_INPUT_TOKENS);
      const maxTokens = drawLength(random, meanOutputTokens, stddevOutputTokens, 1);
      const prompt = exactPrompt({
        text: "verse",
        tokens,
        maxTokens,
        seed,
        number: index,
        label: "chat",
        side,
      });
      return singleTurn(index, prompt, tokens, maxTokens);
    },
  };
}

/** Draws as LLMPerf does, until the length is at least the smallest that can be used. */
function drawLength(random: Random, mean: number, stddev: number, least: number): number {
  let length = Math.trunc(random.normal(mean, stddev));
  while (length < least) length = Math.trunc(random.normal(mean, stddev));
  return length;
}

/** Only the headline lengths carry the headline name: no other run may rank beside them. */
function workloadId(lengths: Record<keyof typeof HEADLINE_LENGTHS, number>): string {
  const { meanInputTokens, stddevInputTokens, meanOutputTokens, stddevOutputTokens } = lengths;
  const isHeadline = meanInputTokens === HEADLINE_LENGTHS.meanInputTokens &&
    stddevInputTokens === HEADLINE_LENGTHS.stddevInputTokens &&
    meanOutputTokens === HEADLINE_LENGTHS.meanOutputTokens &&
    stddevOutputTokens === HEADLINE_LENGTHS.stddevOutputTokens;
  return isHeadline
    ? "chat-550-150"
    : `chat-${meanInputTokens}sd${stddevInputTokens}-${meanOutputTokens}sd${stddevOutputTokens}`;
}

function checkLength(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > MAX_TOKENS) {
    throw new RangeError(
      `${name} must be a whole number from ${least} to ${MAX_TOKENS}: got ${value}`,
    );
  }
}
