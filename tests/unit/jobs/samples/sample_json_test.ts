import assert from "node:assert/strict";
import { type Sample, sampleToJson } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

Deno.test("sampleToJson() leaves nothing of a sample out", () => {
  const sample: Sample = makeSample({
    failure: {
      kind: "truncated",
      phase: "body",
      httpStatus: 200,
      retryAfterS: null,
      message: "ended without its end mark",
      bodyExcerpt: "data:",
    },
  });
  const json = sampleToJson(sample);
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { outcome, failure, tokens, ...rest } = json;
  assert.equal(outcome, "truncated");
  const { failure: ownFailure, tokens: ownTokens, ...own } = sample;
  assert.deepEqual(Object.keys(rest).sort(), Object.keys(own).map(snake).sort());
  assert.deepEqual(Object.keys(failure!), Object.keys(ownFailure!).map(snake));
  assert.deepEqual(Object.keys(tokens), Object.keys(ownTokens).map(snake));
});

Deno.test("sampleToJson() rounds times to a microsecond and keeps absent times null", () => {
  const json = sampleToJson(makeSample({
    sentMs: 1000.12345,
    connectedMs: null,
    arrivalsMs: Float64Array.of(1200.0004, 1220.0006),
    tokensPerEvent: Uint32Array.of(1, 2),
  }));
  assert.equal(json.sent_ms, 1000.123);
  assert.equal(json.connected_ms, null);
  assert.deepEqual(json.arrivals_ms, [1200, 1220.001]);
  assert.deepEqual(json.tokens_per_event, [1, 2]);
  assert.equal(json.outcome, "ok");
});
