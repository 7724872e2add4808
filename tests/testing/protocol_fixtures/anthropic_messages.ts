import { KEY, type ProtocolFixture, typedEvents, usage } from "./fixture.ts";

const start = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    content: [],
    stop_reason: null,
    usage: {
      input_tokens: 10,
      cache_creation_input_tokens: 3,
      cache_read_input_tokens: 7,
      output_tokens: 1,
    },
  },
};
const delta = (index: number, delta: object) => ({ type: "content_block_delta", index, delta });
const stop = (index: number) => ({ type: "content_block_stop", index });
const closing = (reason: string) => ({
  type: "message_delta",
  delta: { stop_reason: reason, stop_sequence: null },
  usage: { output_tokens: 15 },
});

function body(content: unknown[], reason: string): string {
  return JSON.stringify({
    id: "msg_1",
    type: "message",
    role: "assistant",
    content,
    stop_reason: reason,
    usage: { ...start.message.usage, output_tokens: 15 },
  });
}

const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };

export const fixture: ProtocolFixture = {
  protocol: "anthropic-messages",
  baseUrl: "https://api.anthropic.com",
  model: "claude-haiku-4-5",
  url: "https://api.anthropic.com/v1/messages",
  credential: KEY,
  secretHeaders: ["x-api-key"],
  owned: ["model", "messages", "system", "stream"],
  plain: {
    events: typedEvents(
      start,
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "ping" },
      delta(0, { type: "text_delta", text: "Hello" }),
      delta(0, { type: "text_delta", text: ", you" }),
      stop(0),
      closing("end_turn"),
      { type: "message_stop" },
    ),
    body: body([{ type: "text", text: "Hello, you" }], "end_turn"),
    text: "Hello, you",
    reasoning: "",
    usage: usage(20, 15, { cachedInputTokens: 7 }),
    finishReason: "end_turn",
  },
  reasoning: {
    events: typedEvents(
      start,
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
      delta(0, { type: "thinking_delta", thinking: "Six" }),
      delta(0, { type: "thinking_delta", thinking: " sevens" }),
      delta(0, { type: "signature_delta", signature: "EqQBCgIYAhIM" }),
      stop(0),
      { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
      delta(1, { type: "text_delta", text: "42" }),
      stop(1),
      closing("max_tokens"),
      { type: "message_stop" },
    ),
    body: body([
      { type: "thinking", thinking: "Six sevens", signature: "EqQB" },
      { type: "redacted_thinking", data: "EmwK" },
      { type: "text", text: "42" },
    ], "max_tokens"),
    text: "42",
    reasoning: "Six sevens",
    usage: usage(20, 15, { cachedInputTokens: 7 }),
    finishReason: "max_tokens",
  },
  errors: [{
    events: typedEvents(start, overloaded),
    body: JSON.stringify(overloaded),
    says: "Overloaded",
  }],
};
