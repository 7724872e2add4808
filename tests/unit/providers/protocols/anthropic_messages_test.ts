import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readAll, readBody } = probe(
  "anthropic",
  "https://api.anthropic.com",
  "claude-haiku-4-5",
);

Deno.test("anthropic: the request has the version in a header and the system text apart", () => {
  const { headers, fields } = build(
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Yes?" },
        { role: "user", content: "Go on" },
      ],
      samplingParams: { temperature: 0, thinking: { type: "enabled", budget_tokens: 1024 } },
    },
    "https://api.anthropic.com",
    { kind: "key", key: "sk-ant-x" },
  );
  assert.deepEqual(headers, {
    "content-type": "application/json",
    accept: "text/event-stream",
    "anthropic-version": "2023-06-01",
    "x-api-key": "sk-ant-x",
  });
  assert.deepEqual(fields, {
    model: "claude-haiku-4-5",
    system: "Be brief.",
    messages: [
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Yes?" },
      { role: "user", content: "Go on" },
    ],
    max_tokens: 150,
    stream: true,
    temperature: 0,
    thinking: { type: "enabled", budget_tokens: 1024 },
  });
});

Deno.test("anthropic: a request without a limit gets one, as the API refuses it without", () => {
  assert.equal(build({ maxTokens: null }).fields.max_tokens, 4096);
  const given = build({ maxTokens: null, samplingParams: { max_tokens: 9 } }).fields;
  assert.equal(given.max_tokens, 9);
});

Deno.test("anthropic: events without generated text carry nothing", () => {
  const silent = [
    { type: "ping" },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_start", index: 0, content_block: { type: "tool_use", input: {} } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "x" } },
    {
      type: "content_block_delta",
      index: 0,
      delta: { type: "input_json_delta", partial_json: "{" },
    },
    { type: "content_block_delta", index: 0, delta: null },
    { type: "content_block_stop", index: 0 },
    { type: "message_start" },
    { type: "message_delta", delta: { stop_reason: null }, usage: null },
    { type: "an_event_of_next_year", text: "not to be taken for text" },
    {},
  ];
  for (const event of silent) assert.deepEqual(read(event), {}, JSON.stringify(event));
});

Deno.test("anthropic: a block that begins with text counts it", () => {
  const start = {
    type: "content_block_start",
    index: 0,
    content_block: { type: "text", text: "H" },
  };
  assert.deepEqual(read(start), { text: "H" });
});

Deno.test("anthropic: the prompt's tokens are the sum of fresh, cached and newly cached ones", () => {
  const usageOf = (counts: object) =>
    read({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: counts }).usage;
  assert.deepEqual(
    usageOf({ input_tokens: 4, cache_read_input_tokens: 90, cache_creation_input_tokens: 6 }),
    usage(100, null, { cachedInputTokens: 90 }),
  );
  assert.deepEqual(
    usageOf({ output_tokens: 20, output_tokens_details: { thinking_tokens: 12 } }),
    usage(null, 20, { reasoningTokens: 12 }),
  );
});

Deno.test("anthropic: the output count of the first event, and a prompt of 0 tokens, say nothing", () => {
  const start = { input_tokens: 25, cache_read_input_tokens: 5, output_tokens: 1 };
  const answer = readAll(
    { type: "message_start", message: { usage: start } },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { input_tokens: 0 } },
    { type: "message_stop" },
  );
  assert.deepEqual(answer.usage, usage(30, null, { cachedInputTokens: 5 }));
});

Deno.test("anthropic: an error event is an error by its type, and by its name alone", () => {
  const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  assert.deepEqual(read(error, "error"), { error: "Overloaded" });
  assert.deepEqual(read({ type: "error", error: { type: "api_error" } }), { error: "api_error" });
  assert.deepEqual(read({ busy: true }, "error"), { error: '{"busy":true}' });
});

Deno.test("anthropic: a refusal and a cut answer are told by the stop reason", () => {
  for (
    const reason of ["refusal", "max_tokens", "stop_sequence", "model_context_window_exceeded"]
  ) {
    const event = { type: "message_delta", delta: { stop_reason: reason } };
    assert.deepEqual(read(event), { finishReason: reason });
  }
});

Deno.test("anthropic: a body without content blocks is no answer", () => {
  assert.throws(() => readBody({ type: "message" }), SyntaxError);
  assert.deepEqual(readBody({ content: [], stop_reason: "refusal" }), { finishReason: "refusal" });
  const error = { type: "error", error: { type: "not_found_error", message: "no such model" } };
  assert.deepEqual(readBody(error), { error: "no such model" });
});
