import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

const token = (text: string, special = false) => ({
  index: 1,
  token: { id: 1, text, logprob: -0.1, special },
  top_tokens: [],
  generated_text: null,
  details: null,
});
const details = { finish_reason: "eos_token", generated_tokens: 3, input_length: 9, seed: null };

export const fixture: ProtocolFixture = {
  protocol: "huggingface-tgi",
  baseUrl: "http://127.0.0.1:3000",
  model: "tgi",
  url: "http://127.0.0.1:3000/generate_stream",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["inputs", "stream", "best_of", "return_full_text"],
  plain: {
    events: events(token(" deep"), token(" sea"), {
      ...token("</s>", true),
      generated_text: " deep sea",
      details,
    }),
    body: JSON.stringify({
      generated_text: " deep sea",
      details: { ...details, prefill: [], tokens: [] },
    }),
    text: " deep sea",
    reasoning: "",
    usage: usage(9, 3),
    finishReason: "eos_token",
  },
  reasoning: null,
  errors: [{
    events: events(token(" deep"), { error: "Model is overloaded", error_type: "overloaded" }),
    body: JSON.stringify({ error: "Model is overloaded", error_type: "overloaded" }),
    says: "Model is overloaded",
  }],
};
