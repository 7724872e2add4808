import assert from "node:assert/strict";
import {
  llmPerfBaseName,
  llmPerfResponse,
  LlmPerfTotals,
} from "../../../../jobs/results/llmperf.ts";
import type { Failure } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const SETTINGS = {
  model: "meta-llama/Llama-3.1-8B",
  meanInputTokens: 550,
  stddevInputTokens: 150,
  meanOutputTokens: 150,
  stddevOutputTokens: 10,
  numConcurrentRequests: 8,
  additionalSamplingParams: { temperature: 0, stop: { at: "x" } },
};

/** 3 tokens, the first after 200 ms, then every 20 ms; the response ends after 360 ms. */
const ANSWER = makeSample({ sentMs: 1000 });

function failedWith(changes: Partial<Failure>) {
  return makeSample({
    sentMs: 1000,
    failure: {
      kind: "rate_limited",
      phase: "headers",
      httpStatus: 429,
      retryAfterS: 2,
      message: "HTTP 429",
      bodyExcerpt: "slow down",
      ...changes,
    },
  });
}

Deno.test("llmPerfBaseName() spells file names as LLMPerf does", () => {
  assert.equal(llmPerfBaseName(SETTINGS), "meta-llama-Llama-3-1-8B_550_150");
  const named = (model: string) => llmPerfBaseName({ ...SETTINGS, model });
  assert.equal(named("a b//c--d_é:1"), "a-b-c-d_é-1_550_150");
});

Deno.test("llmPerfResponse() counts the wait for the first token into the inter-token latency", () => {
  assert.deepEqual(llmPerfResponse(ANSWER), {
    error_code: null,
    error_msg: "",
    inter_token_latency_s: 0.24 / 3,
    ttft_s: 0.2,
    end_to_end_latency_s: 0.36,
    request_output_throughput_token_per_s: 3 / 0.36,
    number_total_tokens: 553,
    number_output_tokens: 3,
    number_input_tokens: 550,
  });
});

Deno.test("llmPerfResponse() counts answer tokens alone, from the first answer text", () => {
  const { tokens } = ANSWER;
  const reasoned = {
    ...ANSWER,
    firstReasoningMs: 1050,
    tokens: { ...tokens, ownOutput: 9, ownReasoning: 6 },
  };
  assert.deepEqual(llmPerfResponse(reasoned), llmPerfResponse(ANSWER));
});

Deno.test("llmPerfResponse() of a failure has its status and text, and no times", () => {
  const response = llmPerfResponse(failedWith({}));
  assert.equal(response.error_code, 429);
  assert.equal(response.error_msg, "slow down");
  assert.equal(response.ttft_s, null);
  assert.equal(response.end_to_end_latency_s, null);
});

Deno.test("llmPerfResponse() of a failure without an HTTP error has LLMPerf's code -1", () => {
  for (const httpStatus of [null, 200]) {
    const failure = { kind: "reset" as const, httpStatus, bodyExcerpt: null, message: "reset" };
    const response = llmPerfResponse(failedWith(failure));
    assert.deepEqual([response.error_code, response.error_msg], [-1, "reset"]);
  }
});

Deno.test("LlmPerfTotals has exactly the keys of LLMPerf's summary", () => {
  const totals = new LlmPerfTotals();
  for (const sample of [ANSWER, ANSWER, failedWith({}), failedWith({ httpStatus: null })]) {
    totals.add(llmPerfResponse(sample));
  }
  totals.add(llmPerfResponse(failedWith({})));
  const summary = totals.summary(SETTINGS, { team: "a" }, 2, 1_700_000_000);
  const perMetric = (name: string) =>
    ["p25", "p50", "p75", "p90", "p95", "p99"].map((p) => `results_${name}_quantiles_${p}`)
      .concat(["mean", "min", "max", "stddev"].map((key) => `results_${name}_${key}`));
  assert.deepEqual(Object.keys(summary), [
    "version",
    "name",
    "model",
    "mean_input_tokens",
    "stddev_input_tokens",
    "mean_output_tokens",
    "stddev_output_tokens",
    "num_concurrent_requests",
    "additional_sampling_params_temperature",
    "additional_sampling_params_stop_at",
    ...perMetric("inter_token_latency_s"),
    ...perMetric("ttft_s"),
    ...perMetric("end_to_end_latency_s"),
    ...perMetric("request_output_throughput_token_per_s"),
    ...perMetric("number_input_tokens"),
    ...perMetric("number_output_tokens"),
    "results_num_requests_started",
    "results_error_rate",
    "results_number_errors",
    "results_error_code_frequency",
    "results_mean_output_throughput_token_per_s",
    "results_num_completed_requests",
    "results_num_completed_requests_per_min",
    "team",
    "timestamp",
  ]);
  assert.equal(summary.name, "meta-llama-Llama-3-1-8B_550_150_summary");
  assert.equal(summary.results_num_requests_started, 5);
  assert.equal(summary.results_error_rate, 0.6);
  assert.equal(summary.results_error_code_frequency, "{429: 2, -1: 1}");
  assert.equal(summary.results_mean_output_throughput_token_per_s, 3);
  assert.equal(summary.results_num_completed_requests_per_min, 60);
  assert.equal(summary.results_ttft_s_quantiles_p99, 0.2);
  assert.equal(summary.results_ttft_s_stddev, 0);
});

Deno.test("LlmPerfTotals of no completed request has null for every figure it cannot know", () => {
  const totals = new LlmPerfTotals();
  totals.add(llmPerfResponse(failedWith({})));
  const summary = totals.summary(SETTINGS, {}, null, 0);
  for (const key of ["quantiles_p50", "mean", "min", "max", "stddev"]) {
    assert.equal(summary[`results_ttft_s_${key}`], null);
  }
  assert.equal(summary.results_mean_output_throughput_token_per_s, null);
  assert.equal(summary.results_error_rate, 1);
});
