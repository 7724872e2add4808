import { z } from "zod";
import type { ImportedResult } from "./imported_result.ts";
import { numpyFigures, sampleStddev } from "./numpy_figures.ts";
import { check, count, figure, MAX_REQUESTS, name } from "./parse_json.ts";
import { reportedFigures } from "./reported_figures.ts";
import { type GivenFigures, summaryStatistics } from "./summary_statistics.ts";

const summarySchema = z.looseObject({
  version: z.string().max(40).nullish(),
  model: name,
  mean_input_tokens: figure,
  stddev_input_tokens: figure,
  mean_output_tokens: figure,
  stddev_output_tokens: figure,
  num_concurrent_requests: count.nullish(),
  results_num_requests_started: count,
  results_number_errors: count,
  results_num_completed_requests: count,
  results_num_completed_requests_per_min: figure,
  results_mean_output_throughput_token_per_s: figure,
  timestamp: z.number().min(0).max(1e11).nullish(),
});

const responseSchema = z.array(
  z.looseObject({
    error_code: z.union([z.number(), z.string()]).nullable(),
    ttft_s: figure,
    end_to_end_latency_s: figure,
    request_output_throughput_token_per_s: figure,
    number_input_tokens: figure,
    number_output_tokens: figure,
  }),
).max(MAX_REQUESTS, `must have at most ${MAX_REQUESTS} entries`);

/** What LLMPerf means by what stands among our figures. */
export const LLMPERF_DEFINITIONS: Readonly<Record<string, string>> = {
  ttft_ms: "first chunk with answer text less start; reasoning does not count, ours counts it",
  e2e_ms: "start to the end of the response; ours ends with the last text",
  output_tps: "tokens by the Llama 2 tokenizer over that end-to-end time",
  input_tokens: "by the Llama 2 tokenizer",
  output_tokens: "by the Llama 2 tokenizer",
  itl_ms: "kept apart: LLMPerf divides the time to the last token, the wait for the first one " +
    "included, by the number of tokens",
  throughput: "over a window that includes making the prompts",
};

const SECONDS = 1000;

/** @throws {ImportError} for what LLMPerf does not write */
export function importLlmPerf(value: unknown, file: string): ImportedResult {
  return Array.isArray(value) ? fromResponses(value, file) : fromSummary(value, file);
}

function fromSummary(value: unknown, file: string): ImportedResult {
  const found = check(summarySchema, value, file);
  const n = found.results_num_completed_requests;
  const of = (key: string, scale: number) => flatFigures(found, key, n, scale);
  const perMin = found.results_num_completed_requests_per_min;
  const requestsPerS = perMin === null ? null : perMin / 60;
  return {
    format: "llmperf",
    toolVersion: found.version ?? null,
    model: found.model,
    hosting: null,
    startedAt: found.timestamp ? new Date(found.timestamp * 1000) : null,
    plan: { kind: "closed_loop", concurrency: found.num_concurrent_requests ?? null },
    workload: {
      kind: "imported",
      mean_input_tokens: found.mean_input_tokens,
      stddev_input_tokens: found.stddev_input_tokens,
      mean_output_tokens: found.mean_output_tokens,
      stddev_output_tokens: found.stddev_output_tokens,
    },
    samples: [],
    statistics: summaryStatistics({
      tool: "LLMPerf",
      ok: n,
      failed: found.results_number_errors,
      metrics: {
        ttft_ms: of("ttft_s", SECONDS),
        e2e_ms: of("end_to_end_latency_s", SECONDS),
        output_tps: of("request_output_throughput_token_per_s", 1),
        input_tokens: of("number_input_tokens", 1),
        output_tokens: of("number_output_tokens", 1),
      },
      throughput: {
        window_s: requestsPerS !== null && requestsPerS > 0 && n > 0 ? n / requestsPerS : null,
        requests_per_s: requestsPerS,
        output_tokens_per_s: found.results_mean_output_throughput_token_per_s,
      },
    }),
    reported: reportedFigures(found),
    definitions: LLMPERF_DEFINITIONS,
  };
}

function flatFigures(
  found: Record<string, unknown>,
  key: string,
  n: number,
  scale: number,
): GivenFigures {
  const at = (suffix: string) => {
    const value = found[`results_${key}_${suffix}`];
    return typeof value === "number" && Number.isFinite(value) ? value * scale : null;
  };
  const mean = at("mean");
  return {
    n: mean === null ? 0 : n,
    mean,
    // pandas divides by n - 1, as we do.
    stddev: at("stddev"),
    min: at("min"),
    max: at("max"),
    p25: at("quantiles_p25"),
    p50: at("quantiles_p50"),
    p75: at("quantiles_p75"),
    p90: at("quantiles_p90"),
    p95: at("quantiles_p95"),
    p99: at("quantiles_p99"),
  };
}

/** The responses have no times of day, so that they make a distribution and no samples. */
function fromResponses(value: unknown[], file: string): ImportedResult {
  const found = check(responseSchema, value, file);
  const ok = found.filter(({ error_code }) => error_code === null);
  type Key = "ttft_s" | "end_to_end_latency_s" | "request_output_throughput_token_per_s";
  const of = (key: Key | "number_input_tokens" | "number_output_tokens", scale: number) =>
    valueFigures(ok.flatMap((response) => response[key] === null ? [] : [response[key] * scale]));
  return {
    format: "llmperf",
    toolVersion: null,
    model: "not stated",
    hosting: null,
    startedAt: null,
    plan: { kind: "closed_loop", concurrency: null },
    workload: { kind: "imported", requests: found.length },
    samples: [],
    statistics: summaryStatistics({
      tool: "LLMPerf",
      ok: ok.length,
      failed: found.length - ok.length,
      metrics: {
        ttft_ms: of("ttft_s", SECONDS),
        e2e_ms: of("end_to_end_latency_s", SECONDS),
        output_tps: of("request_output_throughput_token_per_s", 1),
        input_tokens: of("number_input_tokens", 1),
        output_tokens: of("number_output_tokens", 1),
      },
      throughput: {},
    }),
    reported: {},
    definitions: LLMPERF_DEFINITIONS,
  };
}

function valueFigures(values: readonly number[]): GivenFigures {
  const found = numpyFigures(values);
  if (found === null) return { n: 0 };
  return {
    n: values.length,
    mean: found.mean,
    stddev: sampleStddev(found.std, values.length),
    min: found.min,
    max: found.max,
    p25: found.percentile(25),
    p50: found.percentile(50),
    p75: found.percentile(75),
    p90: found.percentile(90),
    p95: found.percentile(95),
    p99: found.percentile(99),
    p99_9: found.percentile(99.9),
  };
}
