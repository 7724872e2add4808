import { InferenceClient, type TextGenerationStreamOutput } from "@huggingface/inference";
import { type Client, KEY, nothingSeen, PROMPT, usageOf } from "./seen.ts";

/**
 * A TGI server's own stream. What the client calls text generation has become OpenAI's completions;
 * this is the way it has left for the API that its types still describe.
 */
export const huggingfaceTgi: Client = async ({ origin, maxTokens }) => {
  const client = new InferenceClient(KEY, { endpointUrl: `${origin}/generate_stream` });
  const stream = client.streamingRequest<TextGenerationStreamOutput>({
    inputs: PROMPT,
    parameters: { max_new_tokens: maxTokens, details: true },
  }, { retry_on_error: false });
  const seen = nothingSeen();
  for await (const { token, details } of stream) {
    if (!token.special) seen.text += token.text;
    if (details === null) continue;
    seen.finishReason = details.finish_reason;
    // The client's types lack the prompt's length, which every server sends.
    const { input_length } = details as { input_length?: number };
    seen.usage = usageOf(input_length, details.generated_tokens);
  }
  return seen;
};

/** The chat of Hugging Face's router, and of every server it offers. */
export const huggingfaceChat: Client = async ({ origin, model, maxTokens }) => {
  const client = new InferenceClient(KEY, { endpointUrl: `${origin}/v1` });
  const stream = client.chatCompletionStream({
    model,
    messages: [{ role: "user", content: PROMPT }],
    max_tokens: maxTokens,
    stream_options: { include_usage: true },
  }, { retry_on_error: false });
  const seen = nothingSeen();
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    seen.text += choice?.delta.content ?? "";
    const delta = choice?.delta as { reasoning_content?: string | null } | undefined;
    seen.reasoning += delta?.reasoning_content ?? "";
    seen.finishReason = choice?.finish_reason ?? seen.finishReason;
    const { usage } = chunk;
    if (usage) seen.usage = usageOf(usage.prompt_tokens, usage.completion_tokens);
  }
  return seen;
};
