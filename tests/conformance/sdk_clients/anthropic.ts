import Anthropic from "@anthropic-ai/sdk";
import { type Client, KEY, PROMPT, usageOf } from "./seen.ts";

/** The client itself puts the events together. */
export const anthropicMessages: Client = async ({ origin, model, maxTokens }) => {
  const client = new Anthropic({ apiKey: KEY, baseURL: origin, maxRetries: 0 });
  const message = await client.messages.stream({
    model,
    max_tokens: maxTokens,
    messages: [{ role: "user", content: PROMPT }],
  }).finalMessage();
  const { usage } = message;
  const cached = usage.cache_read_input_tokens;
  return {
    text: message.content.map((block) => block.type === "text" ? block.text : "").join(""),
    reasoning: message.content.map((block) => block.type === "thinking" ? block.thinking : "")
      .join(""),
    // The three counts of the input are parts of it.
    usage: usageOf(
      usage.input_tokens + (cached ?? 0) + (usage.cache_creation_input_tokens ?? 0),
      usage.output_tokens,
      { cached },
    ),
    finishReason: message.stop_reason,
  };
};
