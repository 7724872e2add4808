import type { Usage } from "./protocol.ts";
import { readCount, sumCounts, usageOf } from "./read_count.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Token counts of a chat or completions answer; null when it reports none.
 *
 * Groq's older models put the object under `x_groq`, Moonshot under the choice; Perplexity puts
 * `reasoning_tokens` beside the others instead of under `completion_tokens_details`; DeepSeek calls
 * cached tokens `prompt_cache_hit_tokens`, Together and Moonshot `cached_tokens`, Mistral
 * `num_cached_tokens`.
 */
export function readChatUsage(answer: UnknownRecord): Usage | null {
  const raw = usageRecord(answer);
  if (raw === null) return null;
  const promptDetails = recordOf(raw.prompt_tokens_details);
  const outputDetails = recordOf(raw.completion_tokens_details);
  const input = readCount(raw.prompt_tokens);
  const reasoning = readCount(outputDetails.reasoning_tokens) ?? readCount(raw.reasoning_tokens);
  let output = readCount(raw.completion_tokens);
  // xAI counts reasoning beside completion tokens; the total gives it away. All others include it.
  const apart = sumCounts(output, reasoning);
  if (reasoning !== null && reasoning > 0 && input !== null && output !== null) {
    if (readCount(raw.total_tokens) === sumCounts(input, apart)) output = apart;
  }
  return usageOf({
    input,
    output,
    reasoning,
    cached: readCount(promptDetails.cached_tokens) ?? readCount(raw.prompt_cache_hit_tokens) ??
      readCount(raw.cached_tokens) ?? readCount(raw.num_cached_tokens),
  });
}

function usageRecord(answer: UnknownRecord): UnknownRecord | null {
  const choice: unknown = Array.isArray(answer.choices) ? answer.choices[0] : undefined;
  for (const holder of [answer, answer.x_groq, choice]) {
    if (isRecord(holder) && isRecord(holder.usage)) return holder.usage;
  }
  return null;
}

function recordOf(value: unknown): UnknownRecord {
  return isRecord(value) ? value : {};
}
