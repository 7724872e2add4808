import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readBody } = probe("llama-cpp", "http://127.0.0.1:8080", "tiny");

Deno.test("llama.cpp: the request has prompt and n_predict, at /completion", () => {
  const { url, fields } = build({ samplingParams: { temperature: 0, cache_prompt: false } });
  assert.equal(url.pathname, "/completion");
  assert.deepEqual(fields, {
    model: "tiny",
    prompt: "Hello",
    stream: true,
    n_predict: 150,
    temperature: 0,
    cache_prompt: false,
  });
});

Deno.test("llama.cpp: pieces of an unfinished answer carry their text alone", () => {
  const piece = { content: " x", stop: false, tokens_predicted: 1, tokens_evaluated: 9 };
  assert.deepEqual(read(piece), { text: " x" });
  assert.deepEqual(read({ ...piece, content: "" }), {});
  assert.deepEqual(read({ content: "", stop: false, prompt_progress: { total: 9 } }), {});
});

Deno.test("llama.cpp: every way to stop is a finish reason, also of older versions", () => {
  for (const stop_type of ["limit", "eos", "word"]) {
    assert.equal(read({ content: "", stop: true, stop_type }).finishReason, stop_type);
  }
  assert.deepEqual(read({ content: "", stop: true, stop_type: "none" }), { end: true });
  assert.equal(
    read({ content: "", stop: true, stopped_eos: true, stopped_limit: false }).finishReason,
    "eos",
  );
  assert.equal(read({ content: "", stop: true, stopped_word: true }).finishReason, "word");
});

Deno.test("llama.cpp: cached tokens come from the timings, not from tokens_cached", () => {
  const last = {
    content: "",
    stop: true,
    tokens_predicted: 5,
    tokens_evaluated: 20,
    tokens_cached: 24,
  };
  const cached = (timings: unknown) => read({ ...last, timings }).usage;
  assert.deepEqual(cached({ cache_n: 12, prompt_n: 8 }), usage(20, 5, { cachedInputTokens: 12 }));
  assert.deepEqual(cached({ prompt_n: 8 }), usage(20, 5, { cachedInputTokens: 12 }));
  assert.deepEqual(cached({ prompt_n: 21 }), usage(20, 5));
  assert.deepEqual(cached(undefined), usage(20, 5));
});

Deno.test("llama.cpp: a body without content is no answer", () => {
  assert.throws(() => readBody({ stop: true }), SyntaxError);
  assert.equal(readBody({ content: "x", stop: true }).text, "x");
});
