import assert from "node:assert/strict";
import { findProtocol } from "../../../../providers/protocols/mod.ts";
import { probe } from "../../../testing/protocol_probe.ts";

const HOST = "http://127.0.0.1:8000";
const { build, read, readAll, readBody } = probe("triton", HOST, "ensemble");

Deno.test("triton: the request is made for the ensemble, without the prompt in the answer", () => {
  assert.deepEqual(build({ samplingParams: { temperature: 0, bad_words: null } }).fields, {
    text_input: "Hello",
    stream: true,
    exclude_input_in_output: true,
    stop_words: "",
    max_tokens: 150,
    temperature: 0,
  });
});

Deno.test("triton: the model stands in the path, whatever part of it was given", () => {
  const expected = `${HOST}/v2/models/ensemble/generate_stream`;
  for (const part of ["", "/v2", "/v2/models", "/v2/models/ensemble"]) {
    assert.equal(build({}, HOST + part).url.href, expected);
  }
  assert.equal(build({ stream: false }, expected).url.pathname, "/v2/models/ensemble/generate");
  const versioned = `${HOST}/v2/models/ensemble/versions/1/generate_stream`;
  assert.equal(build({}, versioned).url.href, versioned);
  assert.throws(() => build({ model: "a/../b" }), TypeError);
});

Deno.test("triton: nothing marks the end, so that a stream without one is not called cut", () => {
  assert.equal(findProtocol("triton").hasEndMark, false);
  const answer = readAll({ text_output: " a" }, { text_output: "" }, { text_output: " b" });
  assert.deepEqual([answer.text, answer.ended, answer.finishReason], [" a b", false, null]);
});

Deno.test("triton: tensors and null text carry nothing, an error is one", () => {
  assert.deepEqual(read({ text_output: null, cum_log_probs: 0, output_log_probs: [0] }), {});
  assert.deepEqual(read({ error: "queue is full" }), { error: "queue is full" });
  assert.throws(() => readBody({ model_name: "ensemble" }), SyntaxError);
});

Deno.test("triton: a text that every event repeats, as with accumulate_tokens, is counted once", () => {
  const answer = readAll(
    { text_output: "" },
    { text_output: "It was" },
    { text_output: "It was the best" },
    { text_output: "It was the best of times" },
  );
  assert.equal(answer.text, "It was the best of times");
});

Deno.test("triton: each of several equal tokens is text of its own event", () => {
  const { createReader } = findProtocol("triton");
  const readEvent = createReader();
  const data = JSON.stringify({ text_output: " no" });
  for (let at = 0; at < 5; at++) assert.deepEqual(readEvent({ name: null, data }), { text: " no" });
});
