import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

/*
 * What hosts and engines that speak OpenAI's chat completions do otherwise than OpenAI, each in the
 * shape its documentation or its own recordings show.
 */

const { read, readAll, readBody } = probe("openai-chat", "https://api.example.com/v1", "m");

const chunk = (delta: unknown, finish: string | null = null, more: object = {}) => ({
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

Deno.test("OpenRouter: an error in mid-stream comes with a choice that finished with an error", () => {
  const failed = {
    error: { code: 502, message: "Provider disconnected" },
    choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
  };
  assert.deepEqual(read(failed), { error: "Provider disconnected", finishReason: "error" });
  const inChoice = {
    choices: [{ delta: {}, finish_reason: "error", error: { code: 429, message: "slow down" } }],
  };
  assert.equal(read(inChoice).error, "slow down");
  const bare = read(chunk({}, "error"));
  assert.equal(bare.error, 'the answer ended with finish reason "error"');
});

Deno.test("OpenRouter: reasoning that comes as text and as details counts once", () => {
  const delta = {
    content: "",
    reasoning: "Hm",
    reasoning_details: [{ type: "reasoning.text", text: "Hm", format: "unknown", index: 0 }],
  };
  assert.deepEqual(read(chunk(delta)), { reasoning: "Hm" });
});

Deno.test("DeepSeek: cached tokens are prompt_cache_hit_tokens, keep-alive null usage is none", () => {
  const counts = {
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 150,
    prompt_cache_hit_tokens: 64,
    prompt_cache_miss_tokens: 36,
    completion_tokens_details: { reasoning_tokens: 30 },
  };
  const answer = readAll(
    chunk({ role: "assistant", content: null, reasoning_content: "" }, null, { usage: null }),
    chunk({ content: null, reasoning_content: "Hm" }),
    chunk({ content: "42", reasoning_content: null }),
    chunk({ content: "", reasoning_content: null }, "stop", { usage: counts }),
    "[DONE]",
  );
  assert.deepEqual([answer.reasoning, answer.text], ["Hm", "42"]);
  assert.deepEqual(answer.usage, usage(100, 50, { reasoningTokens: 30, cachedInputTokens: 64 }));
});

Deno.test("xAI: reasoning tokens counted beside the completion's are output tokens too", () => {
  const counts = {
    prompt_tokens: 32,
    completion_tokens: 9,
    total_tokens: 135,
    prompt_tokens_details: { text_tokens: 32, cached_tokens: 6 },
    completion_tokens_details: { reasoning_tokens: 94 },
  };
  assert.deepEqual(
    read({ choices: [], usage: counts }).usage,
    usage(32, 103, { reasoningTokens: 94, cachedInputTokens: 6 }),
  );
  const openai = { ...counts, completion_tokens: 103 };
  assert.equal(read({ choices: [], usage: openai }).usage?.outputTokens, 103);
});

Deno.test("Perplexity: the message so far beside the delta is not counted again", () => {
  const answer = readAll(
    {
      choices: [{ delta: { content: "It" }, message: { content: "It" } }],
      usage: { prompt_tokens: 4, completion_tokens: 1 },
      citations: ["https://a.example"],
    },
    {
      choices: [{
        delta: { content: " is" },
        message: { content: "It is" },
        finish_reason: "stop",
      }],
      usage: { prompt_tokens: 4, completion_tokens: 2, reasoning_tokens: 1, total_tokens: 6 },
      search_results: [],
    },
  );
  assert.equal(answer.text, "It is");
  assert.deepEqual(answer.usage, usage(4, 2, { reasoningTokens: 1 }));
});

Deno.test("Groq: usage and errors under x_groq are read", () => {
  const counts = { queue_time: 0.01, prompt_tokens: 5, completion_tokens: 6, total_time: 0.2 };
  assert.deepEqual(
    read(chunk({}, "stop", { x_groq: { id: "req_1", usage: counts } })),
    { finishReason: "stop", usage: usage(5, 6) },
  );
  assert.equal(
    read(chunk({}, null, { x_groq: { error: "over capacity" } })).error,
    "over capacity",
  );
  assert.deepEqual(read(chunk({ role: "assistant" }, null, { x_groq: { id: "req_1" } })), {});
});

Deno.test("Together and Moonshot: cached_tokens stand beside the others, usage within the choice", () => {
  const counts = { prompt_tokens: 8, completion_tokens: 3, cached_tokens: 2 };
  const counted = usage(8, 3, { cachedInputTokens: 2 });
  assert.deepEqual(read({ choices: [], usage: counts }).usage, counted);
  assert.deepEqual(
    read({ choices: [{ delta: {}, finish_reason: "stop", usage: counts }] }).usage,
    counted,
  );
});

Deno.test("vLLM and SGLang: a role-only chunk with counts, and newer names of reasoning", () => {
  const first = chunk({ role: "assistant", content: "" }, null, {
    usage: { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 },
  });
  assert.deepEqual(read(first), { usage: usage(7, 0) });
  assert.deepEqual(read(chunk({ reasoning: "Hm" })), { reasoning: "Hm" });
  const failed = {
    error: { object: "error", message: "abort", type: "InternalServerError", code: 500 },
  };
  assert.equal(read(failed).error, "abort");
});

Deno.test("TGI: an error of one line with its type beside it", () => {
  const failed = { error: "Input validation error", error_type: "validation" };
  assert.equal(read(failed).error, "Input validation error");
});

Deno.test("Azure and Fireworks: filter results, timings and logprobs carry nothing", () => {
  const silent = [
    { choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
    { choices: [{ delta: {}, content_filter_offsets: {}, finish_reason: null }] },
    chunk({}, null, { perf_metrics: { "prompt-tokens": 3 } }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: "{" } }] }),
    chunk({ audio: { transcript: "not text" } }),
  ];
  for (const each of silent) assert.deepEqual(read(each), {}, JSON.stringify(each));
});

Deno.test("a content list keeps Mistral's thinking apart from the text, through any gateway", () => {
  const content = [
    { type: "thinking", thinking: [{ type: "text", text: "Hm" }, { type: "reference" }] },
    { type: "text", text: "42" },
    { type: "reference", reference_ids: [1] },
  ];
  assert.deepEqual(read(chunk({ content })), { text: "42", reasoning: "Hm" });
  assert.deepEqual(readBody({ choices: [{ message: { content } }] }), {
    text: "42",
    reasoning: "Hm",
  });
});
