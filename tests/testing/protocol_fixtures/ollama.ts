import { events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

const line = (message: object, more: object = { done: false }) => ({
  model: "llama3.2",
  created_at: "2026-11-22T08:52:19.385406Z",
  message: { role: "assistant", ...message },
  ...more,
});
const done = (reason: string) => ({
  done: true,
  done_reason: reason,
  total_duration: 4883583458,
  load_duration: 1334875,
  prompt_eval_count: 26,
  prompt_eval_duration: 342546000,
  eval_count: 28,
  eval_duration: 4535599000,
});

export const fixture: ProtocolFixture = {
  protocol: "ollama",
  baseUrl: "http://localhost:11434",
  model: "llama3.2",
  url: "http://localhost:11434/api/chat",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "messages", "stream"],
  plain: {
    events: events(
      line({ content: "The" }),
      line({ content: " sky" }),
      line({ content: "" }, done("stop")),
    ),
    body: JSON.stringify(line({ content: "The sky" }, done("stop"))),
    text: "The sky",
    reasoning: "",
    usage: usage(26, 28),
    finishReason: "stop",
  },
  reasoning: {
    events: events(
      line({ content: "", thinking: "Six" }),
      line({ content: "", thinking: " sevens" }),
      line({ content: "42" }),
      line({ content: "" }, done("length")),
    ),
    body: JSON.stringify(line({ content: "42", thinking: "Six sevens" }, done("length"))),
    text: "42",
    reasoning: "Six sevens",
    usage: usage(26, 28),
    finishReason: "length",
  },
  errors: [{
    events: events(line({ content: "The" }), { error: "an unexpected stop of the runner" }),
    body: JSON.stringify({ error: "an unexpected stop of the runner" }),
    says: "unexpected stop",
  }],
};
