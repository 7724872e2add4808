import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

const piece = (text: string) => ({
  model_name: "ensemble",
  model_version: "1",
  sequence_end: false,
  sequence_id: 0,
  sequence_start: false,
  context_logits: 0.0,
  output_log_probs: [0.0],
  text_output: text,
});

export const fixture: ProtocolFixture = {
  protocol: "tensorrt-llm",
  baseUrl: "http://127.0.0.1:8000",
  model: "ensemble",
  url: "http://127.0.0.1:8000/v2/models/ensemble/generate_stream",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["text_input", "stream", "beam_width"],
  plain: {
    events: events(piece(" machine"), piece(" learning"), piece("")),
    body: JSON.stringify(piece(" machine learning")),
    text: " machine learning",
    reasoning: "",
    usage: usage(null, null),
    finishReason: null,
  },
  reasoning: null,
  errors: [{
    events: events(piece(" machine"), { error: "failed to allocate memory" }),
    body: JSON.stringify({ error: "failed to allocate memory" }),
    says: "failed to allocate",
  }],
};
