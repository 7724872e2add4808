import { CohereClientV2 } from "cohere-ai";
import { type Client, KEY, nothingSeen, PROMPT, usageOf } from "./seen.ts";

export const cohereChat: Client = async ({ origin, model, maxTokens }) => {
  const client = new CohereClientV2({ token: KEY, baseUrl: origin, maxRetries: 0 });
  const stream = await client.chatStream({
    model,
    maxTokens,
    messages: [{ role: "user", content: PROMPT }],
  });
  const seen = nothingSeen();
  for await (const event of stream) {
    if (event.type === "content-start" || event.type === "content-delta") {
      const content = event.delta?.message?.content;
      seen.text += content?.text ?? "";
      seen.reasoning += content?.thinking ?? "";
    } else if (event.type === "message-end") {
      const usage = event.delta?.usage;
      seen.finishReason = event.delta?.finishReason ?? null;
      seen.usage = usageOf(usage?.tokens?.inputTokens, usage?.tokens?.outputTokens, {
        cached: usage?.cachedTokens,
      });
    }
  }
  return seen;
};
