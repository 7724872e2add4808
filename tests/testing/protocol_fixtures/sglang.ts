import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

const meta = (tokens: number, finish: unknown = null) => ({
  id: "a1",
  finish_reason: finish,
  prompt_tokens: 8,
  completion_tokens: tokens,
  cached_tokens: 2,
});
const abort = { type: "abort", message: "input is too long", status_code: 400 };

export const fixture: ProtocolFixture = {
  protocol: "sglang",
  baseUrl: "http://127.0.0.1:30000",
  model: "sglang",
  url: "http://127.0.0.1:30000/generate",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["text", "input_ids", "stream", "n"],
  plain: {
    events: events(
      { text: "", meta_info: meta(0) },
      { text: " Paris", meta_info: meta(1) },
      { text: " Paris is", meta_info: meta(2) },
      { text: " Paris is", meta_info: meta(2) },
      { text: " Paris is big", meta_info: meta(3, { type: "length", length: 3 }) },
      "[DONE]",
    ),
    body: JSON.stringify({
      text: " Paris is big",
      meta_info: meta(3, { type: "length", length: 3 }),
    }),
    text: " Paris is big",
    reasoning: "",
    usage: usage(8, 3, { cachedInputTokens: 2 }),
    finishReason: "length",
  },
  reasoning: null,
  errors: [
    {
      events: events({ error: { message: "bad request", type: "BadRequestError" } }, "[DONE]"),
      body: JSON.stringify({ error: { message: "bad request" } }),
      says: "bad request",
    },
    {
      events: events({ text: "", meta_info: meta(0, abort) }, "[DONE]"),
      body: JSON.stringify({ text: "", meta_info: meta(0, abort) }),
      says: "input is too long",
    },
  ],
};
