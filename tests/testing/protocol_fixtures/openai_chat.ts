import { type AnswerFixture, events, KEY, type ProtocolFixture, usage } from "./fixture.ts";

const HEAD = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m" };

function chunk(delta: unknown, finish: string | null = null): unknown {
  return { ...HEAD, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] };
}

const counts = {
  prompt_tokens: 12,
  completion_tokens: 9,
  total_tokens: 21,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 5, audio_tokens: 0 },
};
const counted = usage(12, 9, { reasoningTokens: 5, cachedInputTokens: 4 });

export const plainChat: AnswerFixture = {
  events: events(
    chunk({ role: "assistant", content: "", refusal: null }),
    chunk({ content: "Good" }),
    chunk({ content: " mörning" }),
    chunk({ content: "!" }),
    chunk({}, "stop"),
    { ...HEAD, choices: [], usage: counts },
    "[DONE]",
  ),
  body: JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    choices: [{
      index: 0,
      message: { role: "assistant", content: "Good mörning!", refusal: null },
      finish_reason: "stop",
    }],
    usage: counts,
  }),
  text: "Good mörning!",
  reasoning: "",
  usage: counted,
  finishReason: "stop",
};

export const reasonedChat: AnswerFixture = {
  events: events(
    chunk({ role: "assistant", content: null, reasoning_content: "" }),
    chunk({ content: null, reasoning_content: "Six" }),
    chunk({ content: null, reasoning_content: " sevens" }),
    chunk({ content: "42", reasoning_content: null }),
    chunk({ content: "", reasoning_content: null }, "stop"),
    { ...HEAD, choices: [], usage: counts },
    "[DONE]",
  ),
  body: JSON.stringify({
    object: "chat.completion",
    choices: [{
      message: { role: "assistant", content: "42", reasoning_content: "Six sevens" },
      finish_reason: "stop",
    }],
    usage: counts,
  }),
  text: "42",
  reasoning: "Six sevens",
  usage: counted,
  finishReason: "stop",
};

export const chatErrors = [
  {
    events: events(chunk({ content: "Go" }), {
      error: { message: "The server is overloaded", type: "server_error", code: 503 },
    }),
    body: JSON.stringify({ error: { message: "The server is overloaded", code: 503 } }),
    says: "overloaded",
  },
  {
    events: events({ object: "error", message: "out of memory", type: "Internal", code: 500 }),
    body: JSON.stringify({ object: "error", message: "out of memory" }),
    says: "out of memory",
  },
];

export const fixture: ProtocolFixture = {
  protocol: "openai-chat",
  baseUrl: "https://api.example.com/v1",
  model: "gpt-4o-mini",
  url: "https://api.example.com/v1/chat/completions",
  credential: KEY,
  secretHeaders: ["authorization"],
  owned: ["model", "messages", "stream", "n"],
  plain: plainChat,
  reasoning: reasonedChat,
  errors: chatErrors,
};
