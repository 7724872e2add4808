import { z } from "zod";
import { summarizeRun } from "../metrics/mod.ts";
import type { FailureKind } from "../samples/mod.ts";
import { ImportError } from "./import_error.ts";
import { MAX_REQUEST_S, type RecordedTimes, samplesFromTimes } from "./import_times.ts";
import type { ImportedResult } from "./imported_result.ts";
import { check, MAX_REQUESTS, name } from "./parse_json.ts";

const time = z.number("must be a number").min(0).max(1e15);
const tokens = z.int("must be a whole number").min(0).max(100_000_000);
/** AIPerf wrote some of them as their mean before it wrote lists, and gives counts as 12.0. */
const metric = <Value extends z.ZodType>(value: Value) =>
  z.looseObject({ value, unit: z.string().max(40) }).nullish();
const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, sec: 1, s: 1 };
/** AIPerf's own code for a request that it cancelled because it was told to. */
const CANCELLED = 499;

const record = z.looseObject({
  metadata: z.looseObject({
    request_start_ns: z.number("must be nanoseconds since 1970").min(0).max(9.2e18),
    request_end_ns: z.number("must be nanoseconds since 1970").min(0).max(9.2e18).nullish(),
    benchmark_phase: z.string().max(40).nullish(),
    was_cancelled: z.boolean().nullish(),
  }),
  metrics: z.looseObject({
    time_to_first_token: metric(time),
    time_to_first_output_token: metric(time),
    request_latency: metric(time),
    inter_chunk_latency: metric(z.union([z.array(time).max(1_000_000), time])),
    input_sequence_length: metric(tokens),
    output_sequence_length: metric(tokens),
    reasoning_token_count: metric(tokens),
    usage_prompt_tokens: metric(tokens),
    usage_completion_tokens: metric(tokens),
  }).nullish().transform((value) => value ?? {}),
  error: z.looseObject({
    code: z.int().nullish(),
    type: name.nullish(),
    message: z.string().nullish(),
  }).nullish(),
});
const schema = z.array(record).min(1).max(
  MAX_REQUESTS,
  `must have at most ${MAX_REQUESTS} requests`,
);
type AiperfRecord = z.infer<typeof record>;

/** What AIPerf means by what stands among our figures, when they come of its records. */
export const AIPERF_RECORD_DEFINITIONS: Readonly<Record<string, string>> = {
  ttft_ms: "first response with content, reasoning included, less start",
  ttfa_ms: "its time to first output token, where it is written; else its time to first token",
  itl_ms: "its inter-chunk latency; a request of which two chunks came at once has none",
  e2e_ms: "start to the last response",
  tpot_ms: "recomputed; its own inter-token latency divides by tokens of its own tokenizer",
  success_rate: "records without an error; requests cancelled by order do not count",
};

/**
 * The requests of AIPerf's `profile_export.jsonl`, one object a request.
 *
 * @throws {ImportError} for what AIPerf does not write
 */
export function importAiperfRecords(value: unknown, file: string): ImportedResult {
  const found = check(schema, value, file);
  const samples = samplesFromTimes(found.map((one, i) => timesOf(one, `${file}: request ${i}`)));
  const firstNs = found.reduce(
    (first, { metadata }) => Math.min(first, metadata.request_start_ns),
    Infinity,
  );
  return {
    format: "aiperf",
    toolVersion: null,
    model: "not stated",
    hosting: null,
    startedAt: new Date(firstNs / 1e6),
    plan: { kind: "not stated" },
    workload: { kind: "imported", requests: found.length },
    samples,
    statistics: summarizeRun(samples, { price: null }),
    reported: {},
    definitions: AIPERF_RECORD_DEFINITIONS,
  };
}

function timesOf({ metadata, metrics, error }: AiperfRecord, where: string): RecordedTimes {
  const startS = metadata.request_start_ns / 1e9;
  const chunks = metrics.inter_chunk_latency;
  const listed = Array.isArray(chunks?.value);
  const latencyS = secondsOf(metrics.request_latency) ??
    (metadata.request_end_ns ? metadata.request_end_ns / 1e9 - startS : null);
  const gapsS = listed
    ? (chunks!.value as number[]).map((value) => inSeconds(value, chunks!.unit))
    : null;
  const ttftS = secondsOf(metrics.time_to_first_token);
  const lengthS = Math.max(
    latencyS ?? 0,
    (gapsS ?? []).reduce((sum, gap) => sum + gap, ttftS ?? 0),
  );
  if (lengthS > MAX_REQUEST_S) {
    throw new ImportError(`${where} lasts over ${MAX_REQUEST_S} s, more than is stored`);
  }
  return {
    startS,
    ttftS: ttftS ?? 0,
    answerS: secondsOf(metrics.time_to_first_output_token),
    gapsS,
    latencyS,
    inputTokens: metrics.input_sequence_length?.value ?? 0,
    outputTokens: metrics.output_sequence_length?.value ?? 0,
    reasoningTokens: metrics.reasoning_token_count?.value ?? 0,
    usageInputTokens: metrics.usage_prompt_tokens?.value ?? null,
    usageOutputTokens: metrics.usage_completion_tokens?.value ?? null,
    warmup: metadata.benchmark_phase === "warmup",
    error: error
      ? [error.type, error.message].filter((part) => part).join(": ") || "no message"
      : metadata.was_cancelled
      ? "cancelled"
      : null,
    httpStatus: statusOf(error?.code ?? null),
    kind: kindOf(error?.code ?? null, metadata.was_cancelled ?? false),
  };
}

function statusOf(code: number | null): number | null {
  return code !== null && code >= 400 && code < 600 && code !== CANCELLED ? code : null;
}

/** A cancellation by order is nothing that the provider did. */
function kindOf(code: number | null, cancelled: boolean): FailureKind | null {
  if (cancelled || code === CANCELLED) return "client";
  if (statusOf(code) === null) return null;
  return code === 429 ? "rate_limited" : code! < 500 ? "http_4xx" : "http_5xx";
}

function secondsOf(given: { value: number; unit: string } | null | undefined): number | null {
  return given ? inSeconds(given.value, given.unit) : null;
}

function inSeconds(value: number, unit: string): number {
  return value * (UNITS[unit] ?? 1e-3);
}
