import { Ollama } from "ollama";
import { type Client, nothingSeen, PROMPT, usageOf } from "./seen.ts";

export const ollama: Client = async ({ origin, model, maxTokens }) => {
  const stream = await new Ollama({ host: origin }).chat({
    model,
    messages: [{ role: "user", content: PROMPT }],
    options: { num_predict: maxTokens },
    stream: true,
  });
  const seen = nothingSeen();
  for await (const part of stream) {
    seen.text += part.message.content;
    seen.reasoning += part.message.thinking ?? "";
    if (!part.done) continue;
    seen.finishReason = part.done_reason;
    seen.usage = usageOf(part.prompt_eval_count, part.eval_count);
  }
  return seen;
};
