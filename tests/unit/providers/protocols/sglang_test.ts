import assert from "node:assert/strict";
import fc from "fast-check";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readAll, readBody } = probe("sglang", "http://127.0.0.1:30000", "m");

Deno.test("sglang: the request has its text and its sampling parameters in an object", () => {
  const params = { temperature: 0, sampling_params: { top_k: 1 }, return_logprob: false };
  assert.deepEqual(build({ samplingParams: params }).fields, {
    text: "Hello",
    sampling_params: { max_new_tokens: 150, temperature: 0, top_k: 1 },
    stream: true,
    return_logprob: false,
  });
});

Deno.test("sglang: whatever the pieces are, the repeated texts add up to the answer", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (pieces) => {
    let text = "";
    const repeated = pieces.map((piece) => ({ text: text += piece }));
    assert.equal(readAll(...repeated, "[DONE]").text, text);
  }));
});

Deno.test("sglang: a text taken back at the end, as a stop string is, adds nothing", () => {
  const answer = readAll({ text: "one" }, { text: "one two STO" }, { text: "one two" }, "[DONE]");
  assert.equal(answer.text, "one two STO");
});

Deno.test("sglang: a server that sends only what is new is understood", () => {
  const answer = readAll({ text: " The" }, { text: " sea" }, { text: " The" }, { text: " sea" });
  assert.equal(answer.text, " The sea The sea");
});

Deno.test("sglang: events without new text carry nothing but counts", () => {
  assert.deepEqual(read({ text: "" }), {});
  assert.deepEqual(read({ text: null, meta_info: { finish_reason: null } }), {});
  assert.deepEqual(
    read({ text: "", meta_info: { prompt_tokens: 9, completion_tokens: 0, cached_tokens: 3 } }),
    { usage: usage(9, 0, { cachedInputTokens: 3 }) },
  );
});

Deno.test("sglang: finish reasons come as objects, and as text in older versions", () => {
  const finished = (finish_reason: unknown) => read({ text: "", meta_info: { finish_reason } });
  assert.deepEqual(finished({ type: "stop", matched: 128009 }), { finishReason: "stop" });
  assert.deepEqual(finished("length"), { finishReason: "length" });
  assert.deepEqual(finished({ type: "abort", message: "too long" }), {
    finishReason: "abort",
    error: "too long",
  });
});

Deno.test("sglang: a body without text is no answer", () => {
  assert.throws(() => readBody({ meta_info: {} }), SyntaxError);
  assert.equal(readBody({ error: { message: "bad" } }).error, "bad");
});
