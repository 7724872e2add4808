import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";
import { chatErrors } from "./openai_chat.ts";

function chunk(text: string, finish: string | null = null): unknown {
  return {
    id: "cmpl-1",
    object: "text_completion",
    choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
    usage: null,
  };
}

const counts = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };

export const fixture: ProtocolFixture = {
  protocol: "openai-completions",
  baseUrl: "http://127.0.0.1:8000/v1",
  model: "some/model",
  url: "http://127.0.0.1:8000/v1/completions",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "prompt", "stream", "n", "best_of", "echo"],
  plain: {
    events: events(chunk(" one"), chunk(" two"), chunk("", "length"), {
      object: "text_completion",
      choices: [],
      usage: counts,
    }, "[DONE]"),
    body: JSON.stringify({
      object: "text_completion",
      choices: [{ index: 0, text: " one two", finish_reason: "length" }],
      usage: counts,
    }),
    text: " one two",
    reasoning: "",
    usage: usage(5, 2),
    finishReason: "length",
  },
  reasoning: null,
  errors: chatErrors,
};
