import { KEY, type ProtocolFixture, typedEvents, usage } from "./fixture.ts";

const counts = {
  input_tokens: 36,
  input_tokens_details: { cached_tokens: 8 },
  output_tokens: 87,
  output_tokens_details: { reasoning_tokens: 64 },
  total_tokens: 123,
};
const counted = usage(36, 87, { reasoningTokens: 64, cachedInputTokens: 8 });
const running = {
  id: "resp_1",
  object: "response",
  status: "in_progress",
  error: null,
  output: [],
};

function response(status: string, output: unknown[], more: object = {}) {
  return { ...running, status, output, incomplete_details: null, usage: counts, ...more };
}

const message = (text: string) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }],
});
const thought = (text: string) => ({
  id: "rs_1",
  type: "reasoning",
  summary: [{ type: "summary_text", text }],
});
const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
const cut = { incomplete_details: { reason: "max_output_tokens" } };

export const fixture: ProtocolFixture = {
  protocol: "openai-responses",
  baseUrl: "https://api.openai.com/v1",
  model: "gpt-5-mini",
  url: "https://api.openai.com/v1/responses",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "input", "stream"],
  plain: {
    events: typedEvents(
      { type: "response.created", response: running },
      { type: "response.in_progress", response: running },
      { type: "response.output_item.added", item: { type: "message", content: [] } },
      { type: "response.content_part.added", ...at, part: { type: "output_text", text: "" } },
      { type: "response.output_text.delta", ...at, delta: "Hi" },
      { type: "response.output_text.delta", ...at, delta: " there" },
      { type: "response.output_text.done", ...at, text: "Hi there" },
      {
        type: "response.content_part.done",
        ...at,
        part: { type: "output_text", text: "Hi there" },
      },
      { type: "response.output_item.done", item: message("Hi there") },
      { type: "response.completed", response: response("completed", [message("Hi there")]) },
    ),
    body: JSON.stringify(response("completed", [message("Hi there")])),
    text: "Hi there",
    reasoning: "",
    usage: counted,
    finishReason: "completed",
  },
  reasoning: {
    events: typedEvents(
      { type: "response.created", response: running },
      { type: "response.output_item.added", item: { type: "reasoning", summary: [] } },
      { type: "response.reasoning_summary_part.added", part: { type: "summary_text", text: "" } },
      { type: "response.reasoning_summary_text.delta", item_id: "rs_1", delta: "Six" },
      { type: "response.reasoning_summary_text.delta", item_id: "rs_1", delta: " sevens" },
      { type: "response.reasoning_summary_text.done", item_id: "rs_1", text: "Six sevens" },
      { type: "response.output_text.delta", ...at, delta: "42" },
      {
        type: "response.incomplete",
        response: response("incomplete", [thought("Six sevens"), message("42")], cut),
      },
    ),
    body: JSON.stringify(response("incomplete", [thought("Six sevens"), message("42")], cut)),
    text: "42",
    reasoning: "Six sevens",
    usage: counted,
    finishReason: "max_output_tokens",
  },
  errors: [
    {
      events: typedEvents({ type: "error", code: "server_error", message: "boom", param: null }),
      body: JSON.stringify({ error: { message: "boom", type: "server_error" } }),
      says: "boom",
    },
    {
      events: typedEvents({
        type: "response.failed",
        response: response("failed", [], { error: { code: "rate_limit", message: "too many" } }),
      }),
      body: JSON.stringify(
        response("failed", [], { error: { code: "rate_limit", message: "too many" } }),
      ),
      says: "too many",
    },
  ],
};
