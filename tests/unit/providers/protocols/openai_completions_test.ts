import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readBody } = probe("openai-completions", "http://127.0.0.1:8000/v1", "m");

Deno.test("completions: the messages become one prompt", () => {
  const messages = [
    { role: "system" as const, content: "Be brief." },
    { role: "user" as const, content: "Hello" },
  ];
  assert.deepEqual(build({ messages }).fields, {
    model: "m",
    prompt: "Be brief.\n\nHello",
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 150,
  });
  assert.deepEqual(build({ stream: false, maxTokens: null }).fields, {
    model: "m",
    prompt: "Hello",
    stream: false,
  });
});

Deno.test("completions: a pasted chat URL is led to completions", () => {
  assert.equal(
    build({}, "https://h.example/v1/chat/completions").url.href,
    "https://h.example/v1/completions",
  );
});

Deno.test("completions: chunks without text carry nothing", () => {
  const silent = [
    { choices: [{ index: 0, text: "", finish_reason: null }] },
    { choices: [{ index: 0, text: null }] },
    { choices: [] },
    { choices: null, usage: null },
    // The chat format, sent by a server that mixed them up, is not text of this one.
    { choices: [{ delta: { content: "x" } }] },
  ];
  for (const chunk of silent) assert.deepEqual(read(chunk), {}, JSON.stringify(chunk));
});

Deno.test("completions: text, finish reason and usage may come in one chunk", () => {
  const chunk = {
    choices: [{ text: "\n", finish_reason: "stop", stop_reason: 128001 }],
    usage: { prompt_tokens: 2, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 1 } },
  };
  assert.deepEqual(read(chunk), {
    text: "\n",
    finishReason: "stop",
    usage: usage(2, 1, { cachedInputTokens: 1 }),
  });
});

Deno.test("completions: a body without choices is no answer", () => {
  assert.throws(() => readBody({ object: "text_completion" }), SyntaxError);
  assert.equal(readBody({ object: "error", message: "no such model" }).error, "no such model");
});
