import assert from "node:assert/strict";
import { findProtocol } from "../../../../providers/protocols/mod.ts";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const API = "https://api.replicate.com/v1";
const { build, read, readBody } = probe("replicate", API, "meta/llama-3");

Deno.test("replicate: the request waits for the prediction, and asks for no stream", () => {
  const { url, headers, fields } = build({
    messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Hello" }],
    samplingParams: { temperature: 0.1, max_tokens: null, max_new_tokens: 9 },
  });
  assert.equal(url.href, `${API}/models/meta/llama-3/predictions`);
  assert.deepEqual(headers, {
    "content-type": "application/json",
    accept: "application/json",
    prefer: "wait",
  });
  assert.deepEqual(fields, {
    input: {
      prompt: "Hello",
      system_prompt: "Be brief.",
      temperature: 0.1,
      max_new_tokens: 9,
    },
  });
});

Deno.test("replicate: a model with its version is run by the version", () => {
  const { url, fields } = build({ model: "someone/model:5c7d5dc6dd8bf75c1acaa8565735e798" });
  assert.equal(url.href, `${API}/predictions`);
  assert.deepEqual(fields, {
    version: "5c7d5dc6dd8bf75c1acaa8565735e798",
    input: { prompt: "Hello", max_tokens: 150 },
  });
  assert.throws(() => build({ model: "a/../b" }), TypeError);
});

Deno.test("replicate: it says that it cannot stream", () => {
  assert.match(findProtocol("replicate").cannotStream ?? "", /second URL/);
});

Deno.test("replicate: events that a gateway fetched are read, their text being plain", () => {
  assert.deepEqual(read("Once {", "output"), { text: "Once {" });
  assert.deepEqual(read("", "output"), {});
  assert.deepEqual(read("loading", "logs"), {});
  assert.deepEqual(read("whatever", null), {});
  assert.deepEqual(read("{}", "done"), { end: true });
  assert.match(read('{"reason":"canceled"}', "done").error ?? "", /ended: canceled/);
  assert.deepEqual(read('{"detail":"CUDA out of memory"}', "error"), {
    error: "CUDA out of memory",
  });
  assert.equal(read("{}", "error").error, "{}");
  for (const name of ["done", "error"]) assert.throws(() => read("no JSON", name), SyntaxError);
});

Deno.test("replicate: output is one text or a list of pieces, and anything else is no text", () => {
  const text = (output: unknown) => readBody({ status: "succeeded", output }).text;
  assert.equal(text("Hello"), "Hello");
  assert.equal(text(["Hel", "", "lo", null, 3]), "Hello");
  for (const output of [null, {}, [], 3, ["", ""]]) assert.equal(text(output), undefined);
});

Deno.test("replicate: counts stand among the metrics", () => {
  const metrics = { input_token_count: 4, output_token_count: 9, tokens_per_second: 31.5 };
  assert.deepEqual(readBody({ status: "succeeded", output: "x", metrics }).usage, usage(4, 9));
  assert.equal(readBody({ status: "succeeded", output: "x", metrics: {} }).usage, undefined);
});

Deno.test("replicate: a prediction that did not succeed is an error, whatever text it has", () => {
  const error = (prediction: object) => readBody({ output: ["Hel"], ...prediction }).error;
  assert.equal(error({ status: "failed", error: "CUDA out of memory" }), "CUDA out of memory");
  assert.equal(error({ status: "canceled" }), "the prediction ended with status canceled");
  assert.match(error({ status: "processing" }) ?? "", /not done/);
  assert.match(error({ status: "odd" }) ?? "", /ended with status odd/);
  assert.throws(() => readBody({ output: "x" }), SyntaxError);
});

Deno.test("replicate: an error in the body of a success is an error, not an empty answer", () => {
  const refused = { title: "Unauthenticated", detail: "No such token", status: 401 };
  assert.equal(readBody(refused).error, "No such token");
  assert.equal(readBody({ title: "Not found", status: 404 }).error, "Not found");
});
