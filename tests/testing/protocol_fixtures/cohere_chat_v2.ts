import { KEY, type ProtocolFixture, typedEvents, usage } from "./fixture.ts";

const counts = {
  billed_units: { input_tokens: 5, output_tokens: 4 },
  tokens: { input_tokens: 71, output_tokens: 6 },
  cached_tokens: 48,
};
const counted = usage(71, 6, { cachedInputTokens: 48 });
const delta = (content: object) => ({
  type: "content-delta",
  index: 0,
  delta: { message: { content } },
});
const begin = (content: object) => ({
  type: "content-start",
  index: 0,
  delta: { message: { content } },
});
const end = (reason: string, more: object = {}) => ({
  type: "message-end",
  delta: { finish_reason: reason, usage: counts, ...more },
});
const start = {
  id: "29f1",
  type: "message-start",
  delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [] } },
};

export const fixture: ProtocolFixture = {
  protocol: "cohere-chat-v2",
  baseUrl: "https://api.cohere.com",
  model: "command-a-03-2025",
  url: "https://api.cohere.com/v2/chat",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "messages", "stream"],
  plain: {
    events: typedEvents(
      start,
      begin({ type: "text", text: "" }),
      delta({ text: "Ahoy" }),
      delta({ text: "!" }),
      { type: "content-end", index: 0 },
      end("COMPLETE"),
    ),
    body: JSON.stringify({
      id: "29f1",
      message: { role: "assistant", content: [{ type: "text", text: "Ahoy!" }] },
      finish_reason: "COMPLETE",
      usage: counts,
    }),
    text: "Ahoy!",
    reasoning: "",
    usage: counted,
    finishReason: "COMPLETE",
  },
  reasoning: {
    events: typedEvents(
      start,
      begin({ type: "thinking", thinking: "" }),
      delta({ thinking: "Six " }),
      delta({ thinking: "sevens" }),
      { type: "content-end", index: 0 },
      begin({ type: "text", text: "" }),
      delta({ text: "42" }),
      { type: "content-end", index: 1 },
      end("MAX_TOKENS"),
    ),
    body: JSON.stringify({
      message: {
        role: "assistant",
        content: [{ type: "thinking", thinking: "Six sevens" }, { type: "text", text: "42" }],
      },
      finish_reason: "MAX_TOKENS",
      usage: counts,
    }),
    text: "42",
    reasoning: "Six sevens",
    usage: counted,
    finishReason: "MAX_TOKENS",
  },
  errors: [
    {
      events: typedEvents(start, end("ERROR", { error: "internal trouble" })),
      body: JSON.stringify({
        message: { content: [] },
        finish_reason: "ERROR",
        error: "internal trouble",
      }),
      says: "internal trouble",
    },
    {
      events: typedEvents(start, end("ERROR_TOXIC")),
      body: JSON.stringify({ message: { content: [] }, finish_reason: "ERROR_TOXIC" }),
      says: "ERROR_TOXIC",
    },
  ],
};
