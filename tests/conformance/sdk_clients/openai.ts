import OpenAI, { AzureOpenAI } from "openai";
import { type Client, KEY, nothingSeen, PROMPT, type SeenUsage, usageOf } from "./seen.ts";

const OPTIONS = { apiKey: KEY, maxRetries: 0 };

function usageOfChat(usage: OpenAI.CompletionUsage): SeenUsage {
  return usageOf(usage.prompt_tokens, usage.completion_tokens, {
    reasoning: usage.completion_tokens_details?.reasoning_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens,
  });
}

/** Chat completions, at OpenAI or at whatever speaks its language. */
function chatWith(clientFor: (origin: string) => OpenAI): Client {
  return async ({ origin, model, maxTokens }) => {
    const stream = await clientFor(origin).chat.completions.create({
      model,
      messages: [{ role: "user", content: PROMPT }],
      max_completion_tokens: maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    });
    const seen = nothingSeen();
    for await (const chunk of stream) {
      const choice = chunk.choices[0];
      seen.text += choice?.delta.content ?? "";
      // OpenAI does not show reasoning here; hosts that do put it beside the content.
      const delta = choice?.delta as { reasoning_content?: string | null } | undefined;
      seen.reasoning += delta?.reasoning_content ?? "";
      seen.finishReason = choice?.finish_reason ?? seen.finishReason;
      if (chunk.usage) seen.usage = usageOfChat(chunk.usage);
    }
    return seen;
  };
}

export const openaiChat = chatWith((origin) => new OpenAI({ ...OPTIONS, baseURL: `${origin}/v1` }));

export const azureOpenai = chatWith((origin) =>
  new AzureOpenAI({ ...OPTIONS, endpoint: origin, apiVersion: "2024-10-21" })
);

export const openaiCompletions: Client = async ({ origin, model, maxTokens }) => {
  const client = new OpenAI({ ...OPTIONS, baseURL: `${origin}/v1` });
  const stream = await client.completions.create({
    model,
    prompt: PROMPT,
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
  });
  const seen = nothingSeen();
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    seen.text += choice?.text ?? "";
    seen.finishReason = choice?.finish_reason ?? seen.finishReason;
    if (chunk.usage) seen.usage = usageOfChat(chunk.usage);
  }
  return seen;
};

/** The client itself puts the events together. */
export const openaiResponses: Client = async ({ origin, model, maxTokens }) => {
  const client = new OpenAI({ ...OPTIONS, baseURL: `${origin}/v1` });
  const response = await client.responses.stream({
    model,
    input: PROMPT,
    max_output_tokens: maxTokens,
  }).finalResponse();
  const { usage } = response;
  const reasoning = response.output.flatMap((item) =>
    item.type === "reasoning" ? item.summary : []
  );
  return {
    text: response.output_text,
    reasoning: reasoning.map(({ text }) => text).join(""),
    usage: usage === undefined || usage === null ? null : usageOf(
      usage.input_tokens,
      usage.output_tokens,
      {
        reasoning: usage.output_tokens_details.reasoning_tokens,
        cached: usage.input_tokens_details.cached_tokens,
      },
    ),
    finishReason: response.incomplete_details?.reason ?? response.status ?? null,
  };
};
