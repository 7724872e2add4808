import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readBody } = probe("huggingface-tgi", "http://127.0.0.1:3000", "tgi");

Deno.test("tgi: the request has inputs and parameters, at the path of a stream or of a whole", () => {
  const { url, fields } = build({ samplingParams: { temperature: 0.7, parameters: { seed: 1 } } });
  assert.equal(url.pathname, "/generate_stream");
  assert.deepEqual(fields, {
    inputs: "Hello",
    parameters: { details: true, max_new_tokens: 150, temperature: 0.7, seed: 1 },
  });
  assert.equal(build({ stream: false }).url.pathname, "/generate");
  const pasted = "http://127.0.0.1:3000/generate_stream";
  assert.equal(build({ stream: false }, pasted).url.pathname, "/generate");
});

Deno.test("tgi: a temperature of 0, which it refuses, becomes no sampling", () => {
  assert.deepEqual(build({ samplingParams: { temperature: 0 } }).fields.parameters, {
    do_sample: false,
    details: true,
    max_new_tokens: 150,
  });
});

Deno.test("tgi: special tokens are no text, wherever they stand", () => {
  const token = (text: string, special: boolean) => ({ id: 2, text, logprob: 0, special });
  assert.deepEqual(read({ token: token("<s>", true), generated_text: null }), {});
  assert.deepEqual(read({ token: token("", false), generated_text: null }), {});
  assert.deepEqual(read({ token: token(" x", false), generated_text: null }), { text: " x" });
});

Deno.test("tgi: the last token's event has text, end and counts at once", () => {
  const details = { finish_reason: "length", generated_tokens: 2, input_length: 4, seed: 5 };
  const last = { token: { text: " y", special: false }, generated_text: " x y", details };
  assert.deepEqual(read(last), {
    text: " y",
    finishReason: "length",
    usage: usage(4, 2),
    end: true,
  });
  // An answer of special tokens alone has ended all the same.
  assert.deepEqual(read({ token: { text: "</s>", special: true }, generated_text: "" }), {
    end: true,
  });
});

Deno.test("tgi: a body without generated text is no answer", () => {
  assert.throws(() => readBody({ details: {} }), SyntaxError);
  assert.deepEqual(readBody({ generated_text: "x" }), { text: "x" });
});

Deno.test("tgi: a list of one answer is that answer", () => {
  const details = { finish_reason: "length", generated_tokens: 3 };
  assert.deepEqual(readBody([{ generated_text: "all of it", details }]), {
    text: "all of it",
    finishReason: "length",
    usage: usage(null, 3),
  });
  assert.throws(() => readBody([]), SyntaxError);
  assert.throws(() => readBody([{ generated_text: "a" }, { generated_text: "b" }]), SyntaxError);
});
