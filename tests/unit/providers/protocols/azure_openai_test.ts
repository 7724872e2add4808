import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";

const HOST = "https://res.openai.azure.com";
const { build } = probe("azure-openai", HOST, "gpt-4o");

Deno.test("azure: the deployment is the model, whatever part of the path was given", () => {
  const expected = `${HOST}/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21`;
  for (const part of ["", "/openai", "/openai/deployments", "/openai/deployments/gpt-4o"]) {
    assert.equal(build({}, HOST + part).url.href, expected, part);
  }
});

Deno.test("azure: a version and a deployment in the URL are kept", () => {
  const pasted = `${HOST}/openai/deployments/mine/chat/completions?api-version=2025-04-01-preview`;
  assert.equal(build({}, pasted).url.href, pasted);
  assert.equal(
    build({}, `${HOST}/openai/deployments/mine?api-version=1`).url.href,
    `${HOST}/openai/deployments/mine/chat/completions?api-version=1`,
  );
});

Deno.test("azure: its newer API under /openai/v1 has neither deployment nor version in the URL", () => {
  const expected = `${HOST}/openai/v1/chat/completions`;
  assert.equal(build({}, `${HOST}/openai/v1/`).url.href, expected);
  assert.equal(build({}, expected).url.href, expected);
});

Deno.test("azure: a key goes as api-key, a token as a bearer", () => {
  const keyed = build({}, HOST, { kind: "key", key: "k1" }).headers;
  assert.deepEqual([keyed["api-key"], keyed.authorization], ["k1", undefined]);
  const token = build({}, HOST, { kind: "bearer", token: "t1" }).headers;
  assert.deepEqual([token["api-key"], token.authorization], [undefined, "Bearer t1"]);
});

Deno.test("azure: the limit has OpenAI's newer name", () => {
  const { fields } = build();
  assert.equal(fields.max_completion_tokens, 150);
  assert.equal("max_tokens" in fields, false);
  const given = build({ samplingParams: { max_tokens: 3 } }).fields;
  assert.deepEqual([given.max_tokens, given.max_completion_tokens], [3, undefined]);
});

Deno.test("azure: a deployment that would change the path is refused", () => {
  assert.throws(() => build({ model: "../admin" }), TypeError);
});
