import { Mistral } from "@mistralai/mistralai";
import { type Client, KEY, nothingSeen, PROMPT, usageOf } from "./seen.ts";

export const mistral: Client = async ({ origin, model, maxTokens }) => {
  const client = new Mistral({
    apiKey: KEY,
    serverURL: `${origin}/mistral`,
    retryConfig: { strategy: "none" },
  });
  const stream = await client.chat.stream({
    model,
    maxTokens,
    messages: [{ role: "user", content: PROMPT }],
  });
  const seen = nothingSeen();
  for await (const { data: chunk } of stream) {
    const choice = chunk.choices[0];
    const content = choice?.delta.content ?? "";
    if (typeof content === "string") seen.text += content;
    else {
      for (const part of content) {
        if (part.type === "text") seen.text += part.text;
        else if (part.type === "thinking") {
          seen.reasoning += part.thinking.map((part) => part.type === "text" ? part.text : "")
            .join("");
        }
      }
    }
    seen.finishReason = choice?.finishReason ?? seen.finishReason;
    const { usage } = chunk;
    if (usage !== undefined) seen.usage = usageOf(usage.promptTokens, usage.completionTokens);
  }
  return seen;
};
