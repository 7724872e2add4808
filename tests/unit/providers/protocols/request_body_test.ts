import assert from "node:assert/strict";
import type { Json } from "../../../../providers/protocols/mod.ts";
import { withSamplingParams } from "../../../../providers/protocols/request_body.ts";

const OURS = { model: "m", limit: 5, options: { num: 9 } };
const NEST = { owned: ["model"], nest: { field: "options", besides: ["keep"] } };

function merge(
  params: Record<string, Json>,
  rules = NEST as Parameters<typeof withSamplingParams>[2],
) {
  return withSamplingParams(OURS, params, rules);
}

Deno.test("withSamplingParams() replaces, adds and takes out fields", () => {
  const flat = { owned: ["model"] };
  assert.deepEqual(merge({ limit: 6, stop: ["x"] }, flat), { ...OURS, limit: 6, stop: ["x"] });
  assert.deepEqual(merge({ limit: null }, flat), { model: "m", options: { num: 9 } });
  assert.deepEqual(OURS, { model: "m", limit: 5, options: { num: 9 } });
});

Deno.test("withSamplingParams() puts parameters into the nested object, and named ones beside it", () => {
  assert.deepEqual(merge({ temperature: 0, keep: "5m" }), {
    ...OURS,
    options: { num: 9, temperature: 0 },
    keep: "5m",
  });
  assert.deepEqual(merge({ options: { num: null, seed: 1 } }).options, { seed: 1 });
  assert.deepEqual(merge({ num: null }), { model: "m", limit: 5 });
  assert.deepEqual(merge({ options: null }), { model: "m", limit: 5 });
});

Deno.test("withSamplingParams() refuses what the workload owns, at either level", () => {
  for (const params of [{ model: "x" }, { model: null }, { options: { model: "x" } }]) {
    assert.throws(() => merge(params as Record<string, Json>), {
      name: "TypeError",
      message: 'sampling parameters must not set "model": the workload sets it',
    });
  }
});

Deno.test("withSamplingParams() refuses a nested object that is none", () => {
  for (const options of [1, "x", [], true]) {
    assert.throws(() => merge({ options }), {
      name: "TypeError",
      message: 'the sampling parameter "options" must be an object here',
    });
  }
});

Deno.test("withSamplingParams() treats a parameter called __proto__ as any other", () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}}');
  for (const rules of [NEST, { owned: [] }]) {
    const text = JSON.stringify(withSamplingParams(OURS, hostile, rules));
    assert.match(text, /"__proto__":\{"polluted":1\}/);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  }
});
