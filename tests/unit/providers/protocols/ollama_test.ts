import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readAll, readBody } = probe("ollama", "http://localhost:11434", "llama3.2");

Deno.test("ollama: the request has the limit and the sampling parameters among the options", () => {
  const { headers, fields } = build({
    samplingParams: { temperature: 0, num_ctx: 8192, think: false, keep_alive: "10m" },
  });
  assert.deepEqual(headers, { "content-type": "application/json", accept: "application/x-ndjson" });
  assert.deepEqual(fields, {
    model: "llama3.2",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    options: { num_predict: 150, temperature: 0, num_ctx: 8192 },
    think: false,
    keep_alive: "10m",
  });
  assert.equal(build({ stream: false }).headers.accept, "application/json");
  assert.equal("options" in build({ maxTokens: null }).fields, false);
});

Deno.test("ollama: lines without generated text carry nothing", () => {
  const silent = [
    { message: { role: "assistant", content: "" }, done: false },
    { message: { role: "assistant", content: null, thinking: "" }, done: false },
    { message: { role: "assistant", content: "", tool_calls: [{ function: {} }] }, done: false },
    { message: null, done: false },
    { done: "true" },
    {},
  ];
  for (const line of silent) assert.deepEqual(read(line), {}, JSON.stringify(line));
});

Deno.test("ollama: the last line ends the answer even without counts, as a cached prompt's does", () => {
  const last = { message: { content: "" }, done: true, done_reason: "stop", eval_count: 3 };
  assert.deepEqual(read(last), { finishReason: "stop", usage: usage(null, 3), end: true });
  assert.deepEqual(read({ message: { content: "x" }, done: true }), { text: "x", end: true });
});

Deno.test("ollama: an error line in the middle of an answer is its error", () => {
  const answer = readAll({ message: { content: "Hel" }, done: false }, { error: "out of memory" });
  assert.equal(answer.text, "Hel");
  assert.equal(answer.error, "out of memory");
});

Deno.test("ollama: an answer of /api/generate is no chat answer", () => {
  assert.throws(() => readBody({ response: "Hello", done: true }), SyntaxError);
});
