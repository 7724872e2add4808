import { type JsonObject, type ReportedUsage, totalTokens } from "./dialect.ts";

/** The three counts that every API reports which copies OpenAI's. */
export function tokenCounts(usage: ReportedUsage): JsonObject {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: totalTokens(usage),
  };
}

/** The usage object of OpenAI's completions and chat completions. */
export function openAiUsage(usage: ReportedUsage): JsonObject {
  return {
    ...tokenCounts(usage),
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}
