import type { Usage } from "./protocol.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Token counts of a chat answer; null when it reports none. A count that is not a whole number of at
 * least 0 is read as not reported: a wrong count would silently bend every tokens-per-second figure.
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

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
