import type { Usage } from "./protocol.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Token counts of a chat answer; null when it reports none. A count that is not a whole number from
 * 0 to 2,147,483,647 is read as not reported: a wrong count would silently bend every
 * tokens-per-second figure.
 *
 * Groq's older models put the object under `x_groq`; Perplexity puts `reasoning_tokens` beside the
 * others instead of under `completion_tokens_details`.
 */
export function readChatUsage(answer: UnknownRecord): Usage | null {
  const raw = isRecord(answer.usage)
    ? answer.usage
    : isRecord(answer.x_groq) && isRecord(answer.x_groq.usage)
    ? answer.x_groq.usage
    : null;
  if (raw === null) return null;
  const promptDetails = isRecord(raw.prompt_tokens_details) ? raw.prompt_tokens_details : {};
  const outputDetails = isRecord(raw.completion_tokens_details)
    ? raw.completion_tokens_details
    : {};
  const usage: Usage = {
    inputTokens: countOf(raw.prompt_tokens),
    outputTokens: countOf(raw.completion_tokens),
    reasoningTokens: countOf(outputDetails.reasoning_tokens) ?? countOf(raw.reasoning_tokens),
    cachedInputTokens: countOf(promptDetails.cached_tokens),
  };
  return Object.values(usage).every((count) => count === null) ? null : usage;
}

/** No answer has as many tokens, and no integer column holds more. */
const MAX_COUNT = 2 ** 31 - 1;

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT
    ? value
    : null;
}
