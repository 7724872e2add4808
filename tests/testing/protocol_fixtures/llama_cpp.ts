import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

const piece = (content: string) => ({
  index: 0,
  content,
  tokens: [17],
  stop: false,
  id_slot: -1,
  tokens_predicted: 1,
  tokens_evaluated: 14,
});
const closing = {
  stop: true,
  model: "tiny",
  tokens_predicted: 3,
  tokens_evaluated: 14,
  tokens_cached: 16,
  truncated: false,
  stop_type: "limit",
  stopping_word: "",
  timings: { cache_n: 4, prompt_n: 10, prompt_ms: 20.1, predicted_n: 3, predicted_ms: 30.2 },
};

export const fixture: ProtocolFixture = {
  protocol: "llama-cpp",
  baseUrl: "http://127.0.0.1:8080",
  model: "tiny",
  url: "http://127.0.0.1:8080/completion",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "prompt", "stream", "response_fields"],
  plain: {
    events: events(piece(" a"), piece(" b"), piece(" c"), { index: 0, content: "", ...closing }),
    body: JSON.stringify({ index: 0, content: " a b c", ...closing }),
    text: " a b c",
    reasoning: "",
    usage: usage(14, 3, { cachedInputTokens: 4 }),
    finishReason: "limit",
  },
  reasoning: null,
  errors: [{
    events: events({ error: { code: 500, message: "context is full", type: "server_error" } }),
    body: JSON.stringify({ error: { code: 500, message: "context is full" } }),
    says: "context is full",
  }],
};
