import assert from "node:assert/strict";
import { gapsMs, sampleMetrics } from "../../../../jobs/metrics/mod.ts";
import type { Failure, Sample, TokenCounts } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const RESET: Failure = {
  kind: "reset",
  phase: "body",
  httpStatus: 200,
  retryAfterS: null,
  message: "connection reset",
  bodyExcerpt: null,
};

function withTokens(changes: Partial<TokenCounts>, sample: Sample = ANSWER): Sample {
  return { ...sample, tokens: { ...sample.tokens, ...changes } };
}

/** Reasons from 300 ms, answers from 400 ms; five events, of which one stalls. */
const ANSWER: Sample = makeSample({
  scheduledMs: 95,
  sentMs: 100,
  connectStartMs: 96,
  connectedMs: 99.5,
  firstByteMs: 250,
  firstEventMs: 260,
  firstReasoningMs: 300,
  firstContentMs: 400,
  lastContentMs: 600,
  endMs: 610,
  arrivalsMs: Float64Array.of(300, 310, 400, 410, 600),
  tokensPerEvent: Uint32Array.of(2, 2, 2, 3, 1),
  tokens: {
    requestedInput: 550,
    requestedOutput: 20,
    ownInput: 550,
    ownOutput: 10,
    ownReasoning: 4,
    usageInput: 557,
    usageOutput: 11,
    usageReasoning: 5,
    usageCachedInput: 0,
  },
});

Deno.test("sampleMetrics() of a streamed answer is what its times say", () => {
  assert.deepEqual(sampleMetrics(ANSWER), {
    connect_ms: 3.5,
    ttfb_ms: 150,
    ttft_ms: 200,
    ttfa_ms: 300,
    ttft_scheduled_ms: 205,
    tpot_ms: 30,
    e2e_ms: 500,
    output_tps: 22,
    max_stall_ms: 190,
    usage_gap_ratio: 1.1,
    input_tokens: 557,
    output_tokens: 11,
    schedule_lag_ms: 5,
  });
  assert.deepEqual([...gapsMs(ANSWER)], [10, 90, 10, 190]);
});

Deno.test("sampleMetrics() counts our own tokens when the provider reports none", () => {
  for (const none of [null, 0]) {
    const metrics = sampleMetrics(withTokens({ usageInput: none, usageOutput: none }));
    assert.equal(metrics.input_tokens, 550);
    assert.equal(metrics.output_tokens, 10);
    assert.equal(metrics.tpot_ms, 300 / 9);
    assert.equal(metrics.output_tps, 20);
    assert.equal(metrics.usage_gap_ratio, none);
  }
});

Deno.test("sampleMetrics() keeps reasoning that was billed but never streamed out of the tpot", () => {
  const sample = withTokens(
    { usageOutput: 111, usageReasoning: 100, ownReasoning: 0 },
    { ...ANSWER, firstReasoningMs: null, arrivalsMs: Float64Array.of(400, 600) },
  );
  assert.equal(sampleMetrics(sample).tpot_ms, 20);
  assert.equal(sampleMetrics(sample).output_tps, 222);
});

Deno.test("sampleMetrics() has no tpot for one token, nor for text that came in one read", () => {
  assert.equal(sampleMetrics(withTokens({ usageOutput: 1 })).tpot_ms, null);
  const atOnce = { ...ANSWER, firstReasoningMs: null, lastContentMs: 400 };
  assert.equal(sampleMetrics(atOnce).tpot_ms, null);
});

Deno.test("sampleMetrics() has no connect time for a reused connection", () => {
  const reused = { ...ANSWER, connectStartMs: null, connectedMs: null };
  assert.equal(sampleMetrics(reused).connect_ms, null);
});

Deno.test("sampleMetrics() of an answer that was not streamed has an end and no first token", () => {
  const metrics = sampleMetrics({
    ...ANSWER,
    firstEventMs: null,
    firstReasoningMs: null,
    firstContentMs: null,
    arrivalsMs: new Float64Array(),
    tokensPerEvent: new Uint32Array(),
  });
  const { ttft_ms, ttfa_ms, tpot_ms, max_stall_ms, e2e_ms, output_tps } = metrics;
  assert.deepEqual(
    { ttft_ms, ttfa_ms, tpot_ms, max_stall_ms, e2e_ms, output_tps },
    {
      ttft_ms: null,
      ttfa_ms: null,
      tpot_ms: null,
      max_stall_ms: null,
      e2e_ms: 500,
      output_tps: 22,
    },
  );
});

Deno.test("sampleMetrics() of a failed request has no latency, however far the request came", () => {
  const { schedule_lag_ms, ...rest } = sampleMetrics({ ...ANSWER, failure: RESET });
  assert.equal(schedule_lag_ms, 5);
  for (const [name, value] of Object.entries(rest)) assert.equal(value, null, name);
});

Deno.test("sampleMetrics() measures in whole microseconds", () => {
  const sample = { ...ANSWER, sentMs: 100.0004, firstReasoningMs: 300.0006 };
  assert.equal(sampleMetrics(sample).ttft_ms, 200.001);
});
