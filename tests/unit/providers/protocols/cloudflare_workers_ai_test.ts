import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const ACCOUNT = "https://api.cloudflare.com/client/v4/accounts/0a1b";
const MODEL = "@cf/meta/llama-3.1-8b-instruct";
const { build, read, readAll, readBody } = probe("cloudflare-workers-ai", ACCOUNT, MODEL);

Deno.test("cloudflare: the model stands in the path, whatever part of it was given", () => {
  const expected = `${ACCOUNT}/ai/run/${MODEL}`;
  for (const part of ["", "/ai", "/ai/run", "/ai/run/", `/ai/run/${MODEL}`]) {
    assert.equal(build({}, ACCOUNT + part).url.href, expected, part);
  }
  const gateway = "https://gateway.ai.cloudflare.com/v1/0a1b/gw/workers-ai";
  assert.equal(build({}, gateway).url.href, `${gateway}/${MODEL}`);
  assert.equal(build({}, `${gateway}/${MODEL}`).url.href, `${gateway}/${MODEL}`);
  assert.throws(() => build({ model: "@cf/../../other" }), TypeError);
});

Deno.test("cloudflare: the request names no model in its body", () => {
  assert.deepEqual(build({ samplingParams: { seed: 4 } }).fields, {
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    max_tokens: 150,
    seed: 4,
  });
});

Deno.test("cloudflare: padding, empty and null responses carry nothing", () => {
  for (const chunk of [{ response: "", p: "abcdef" }, { response: null }, { p: "abc" }, {}]) {
    assert.deepEqual(read(chunk), {}, JSON.stringify(chunk));
  }
  assert.deepEqual(read({ response: "", tool_calls: [{ name: "f", arguments: {} }] }), {});
});

Deno.test("cloudflare: pieces that are numbers in themselves are text, 0 and false too", () => {
  const answer = readAll({ response: "1" }, { response: 0 }, { response: 42 }, "[DONE]");
  assert.equal(answer.text, "1042");
  assert.equal(read({ response: false }).text, "false");
});

Deno.test("cloudflare: newer models send chat chunks, with reasoning apart", () => {
  const answer = readAll(
    { choices: [{ index: 0, delta: { role: "assistant", reasoning_content: "Hm" } }] },
    { choices: [{ index: 0, delta: { content: "42" } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    "[DONE]",
  );
  assert.deepEqual([answer.reasoning, answer.text, answer.finishReason], ["Hm", "42", "stop"]);
  assert.deepEqual(answer.usage, usage(3, 2));
});

Deno.test("cloudflare: an answer in JSON mode is the JSON", () => {
  const body = { result: { response: { name: "x" } }, success: true, errors: [] };
  assert.equal(readBody(body).text, '{"name":"x"}');
});

Deno.test("cloudflare: a body without result is an error if it says so, else no answer", () => {
  const errors = [{ code: 10000, message: "Authentication error" }];
  assert.equal(readBody({ result: null, success: false, errors }).error, "Authentication error");
  assert.equal(
    readBody({ result: null, success: false, errors: [{ code: 7 }] }).error,
    "error 7",
  );
  assert.throws(() => readBody({ result: null, success: true, errors: [] }), SyntaxError);
});
