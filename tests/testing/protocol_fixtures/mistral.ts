import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";
import { chatErrors } from "./openai_chat.ts";

function chunk(content: unknown, finish: string | null = null, more: object = {}): unknown {
  return {
    id: "1",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
    ...more,
  };
}

const counts = { usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } };
const thinking = (text: string) => [{ type: "thinking", thinking: [{ type: "text", text }] }];

export const fixture: ProtocolFixture = {
  protocol: "mistral",
  baseUrl: "https://api.mistral.ai/v1",
  model: "mistral-small-latest",
  url: "https://api.mistral.ai/v1/chat/completions",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "messages", "stream", "n"],
  plain: {
    events: events(
      { choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }] },
      chunk("Bon"),
      chunk("jour"),
      chunk("", "length", counts),
      "[DONE]",
    ),
    body: JSON.stringify({
      object: "chat.completion",
      choices: [{
        message: { role: "assistant", tool_calls: null, content: "Bonjour" },
        finish_reason: "length",
      }],
      ...counts,
    }),
    text: "Bonjour",
    reasoning: "",
    usage: usage(7, 3),
    finishReason: "length",
  },
  reasoning: {
    events: events(
      chunk(thinking("Six")),
      chunk(thinking(" sevens")),
      chunk([{ type: "text", text: "4" }]),
      chunk("2"),
      chunk("", "stop", counts),
      "[DONE]",
    ),
    body: JSON.stringify({
      choices: [{
        message: { content: [...thinking("Six sevens"), { type: "text", text: "42" }] },
        finish_reason: "stop",
      }],
      ...counts,
    }),
    text: "42",
    reasoning: "Six sevens",
    usage: usage(7, 3),
    finishReason: "stop",
  },
  errors: chatErrors,
};
