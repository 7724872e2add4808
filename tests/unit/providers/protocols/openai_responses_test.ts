import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";

const { build, read, readAll, readBody } = probe(
  "openai-responses",
  "https://api.openai.com/v1",
  "gpt-5-mini",
);

Deno.test("responses: the request has the messages as input and max_output_tokens", () => {
  assert.deepEqual(build({ samplingParams: { reasoning: { effort: "low" } } }).fields, {
    model: "gpt-5-mini",
    input: [{ role: "user", content: "Hello" }],
    stream: true,
    max_output_tokens: 150,
    reasoning: { effort: "low" },
  });
});

Deno.test("responses: events that repeat text, or announce it, carry nothing", () => {
  const silent = [
    { type: "response.queued", response: { status: "queued" } },
    { type: "response.output_text.done", text: "Hello" },
    { type: "response.content_part.done", part: { type: "output_text", text: "Hello" } },
    { type: "response.output_item.done", item: { content: [{ text: "Hello" }] } },
    { type: "response.reasoning_text.done", text: "Hm" },
    { type: "response.function_call_arguments.delta", delta: "{" },
    { type: "response.output_text.delta", delta: "" },
    { type: "response.output_text.delta", delta: null },
    { type: "response.output_text.annotation.added", annotation: {} },
    {},
  ];
  for (const event of silent) assert.deepEqual(read(event), {}, JSON.stringify(event));
});

Deno.test("responses: reasoning comes as text or as a summary, a refusal is text", () => {
  assert.deepEqual(read({ type: "response.reasoning_text.delta", delta: "Hm" }), {
    reasoning: "Hm",
  });
  assert.deepEqual(read({ type: "response.refusal.delta", delta: "No" }), { text: "No" });
});

Deno.test("responses: an answer cut at the limit is complete, and says why", () => {
  const response = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
  assert.deepEqual(read({ type: "response.incomplete", response }), {
    finishReason: "max_output_tokens",
    end: true,
  });
  assert.deepEqual(read({ type: "response.completed" }), { end: true });
});

Deno.test("responses: errors come as an event or as a failed response", () => {
  assert.equal(read({ type: "error", code: "server_error", message: "oops" }).error, "oops");
  assert.equal(read({ type: "error", error: { message: "nested" } }).error, "nested");
  assert.equal(read({ type: "error", code: "server_error", message: null }).error, "error");
  const failed = { status: "failed", error: { code: "server_error", message: "broken" } };
  const answer = readAll(
    { type: "response.output_text.delta", delta: "He" },
    { type: "response.failed", response: failed },
  );
  assert.deepEqual([answer.text, answer.error], ["He", "broken"]);
  assert.equal(
    read({ type: "response.failed", response: { status: "failed", error: null } }).error,
    "the response failed",
  );
  assert.equal(readBody({ status: "cancelled", output: [] }).error, "the response cancelled");
});

Deno.test("responses: a body is read whatever stands among its output", () => {
  const output = [
    null,
    { type: "web_search_call", status: "completed" },
    { type: "reasoning", content: [{ type: "reasoning_text", text: "Hm" }], summary: [] },
    { type: "message", content: [{ type: "output_text", text: "4" }, { refusal: "2" }, 7] },
  ];
  assert.deepEqual(readBody({ status: "completed", output }), {
    text: "42",
    reasoning: "Hm",
    finishReason: "completed",
  });
  assert.throws(() => readBody({ status: "completed" }), SyntaxError);
});
