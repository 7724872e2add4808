import { z } from "zod";
import { type MetricName, QUANTILE_KEYS } from "../metrics/mod.ts";
import type { Format } from "./formats.ts";
import type { ImportedResult } from "./imported_result.ts";
import { sampleStddev } from "./numpy_figures.ts";
import { check, figure, name } from "./parse_json.ts";
import { reportedFigures } from "./reported_figures.ts";
import { type GivenFigures, summaryStatistics } from "./summary_statistics.ts";

const metric = z.looseObject({
  unit: z.string().max(40),
  avg: figure,
  p25: figure,
  p50: figure,
  p75: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  min: figure,
  max: figure,
  std: figure,
});

const schema = z.looseObject({
  aiperf_version: name.nullish(),
  request_throughput: metric.nullish(),
  request_latency: metric.nullish(),
  request_count: metric.nullish(),
  error_request_count: metric.nullish(),
  benchmark_duration: metric.nullish(),
  time_to_first_token: metric.nullish(),
  inter_token_latency: metric.nullish(),
  inter_chunk_latency: metric.nullish(),
  output_token_throughput: metric.nullish(),
  output_token_throughput_per_request: metric.nullish(),
  input_token_throughput: metric.nullish(),
  total_token_throughput: metric.nullish(),
  output_sequence_length: metric.nullish(),
  input_sequence_length: metric.nullish(),
  input_config: z.looseObject({}).nullish(),
  start_time: z.string().max(60).nullish(),
  lapboard_model: name.nullish(),
});

/** Which of their metrics is which of ours. Their inter-token latency is our time per token. */
const SAME: readonly [theirs: keyof z.infer<typeof schema>, ours: MetricName][] = [
  ["time_to_first_token", "ttft_ms"],
  ["request_latency", "e2e_ms"],
  ["inter_token_latency", "tpot_ms"],
  ["inter_chunk_latency", "itl_ms"],
  ["output_token_throughput_per_request", "output_tps"],
  ["output_sequence_length", "output_tokens"],
  ["input_sequence_length", "input_tokens"],
];

const UNITS: Readonly<Record<string, number>> = { ms: 1, sec: 1000, s: 1000, us: 1e-3, ns: 1e-6 };

/** What both tools mean by what stands among our figures. */
export const PERF_DEFINITIONS: Readonly<Record<string, string>> = {
  ttft_ms:
    "first response less start; GenAI-Perf leaves out responses without text, AIPerf those " +
    "without content",
  e2e_ms: "start to the last response; ours ends with the last text",
  tpot_ms: "their inter-token latency: (latency - TTFT) / (output tokens - 1), rounded to the ns",
  itl_ms: "AIPerf's inter-chunk latency, pooled; GenAI-Perf does not write one",
  output_tps: "GenAI-Perf's throughput per request; AIPerf's per user is 1 / inter-token latency " +
    "and stands among its own figures only",
  success_rate: "requests with a response; GenAI-Perf does not write how many failed",
};

/** @throws {ImportError} for what GenAI-Perf and AIPerf do not write */
export function importPerf(
  value: unknown,
  file: string,
  format: Extract<Format, "genai-perf" | "aiperf">,
): ImportedResult {
  const found = check(schema, value, file);
  const n = Math.round(found.request_count?.avg ?? 0);
  const failed = Math.round(found.error_request_count?.avg ?? 0);
  const config = found.input_config ?? {};
  const requestsPerS = found.request_throughput?.avg ?? null;
  const windowS = seconds(found.benchmark_duration) ??
    (requestsPerS !== null && requestsPerS > 0 && n > 0 ? n / requestsPerS : null);
  return {
    format,
    toolVersion: found.aiperf_version ?? null,
    model: modelOf(config) ?? found.lapboard_model ?? "not stated",
    hosting: null,
    startedAt: dateOf(found.start_time ?? null),
    plan: planOf(config),
    workload: { kind: "imported", requests: n },
    samples: [],
    statistics: summaryStatistics({
      tool: format === "aiperf" ? "AIPerf" : "GenAI-Perf",
      ok: n,
      failed,
      metrics: Object.fromEntries(
        SAME.flatMap(([theirs, ours]) => {
          const given = found[theirs] as z.infer<typeof metric> | null | undefined;
          return given ? [[ours, figuresOf(given, n, ours === "itl_ms")]] : [];
        }),
      ),
      throughput: {
        window_s: windowS,
        requests_per_s: requestsPerS,
        output_tokens_per_s: found.output_token_throughput?.avg ?? null,
        input_tokens_per_s: found.input_token_throughput?.avg ?? null,
        total_tokens_per_s: found.total_token_throughput?.avg ?? null,
      },
    }),
    reported: reportedFigures(value as object),
    definitions: PERF_DEFINITIONS,
  };
}

/** Of pooled gaps the file does not say how many there were, so that their n counts requests. */
function figuresOf(given: z.infer<typeof metric>, n: number, pooled: boolean): GivenFigures {
  const scale = UNITS[given.unit] ?? 1;
  const scaled = (value: number | null | undefined) =>
    value === null || value === undefined ? null : value * scale;
  return {
    n: given.avg === null ? 0 : n,
    mean: scaled(given.avg),
    stddev: pooled ? scaled(given.std) : sampleStddev(scaled(given.std), n),
    min: scaled(given.min),
    max: scaled(given.max),
    ...Object.fromEntries(
      QUANTILE_KEYS.flatMap((key) => key === "p99_9" ? [] : [[key, scaled(given[key])]]),
    ),
  };
}

function seconds(given: z.infer<typeof metric> | null | undefined): number | null {
  if (!given || given.avg === null) return null;
  return given.avg * (UNITS[given.unit] ?? 1000) / 1000;
}

type Config = Record<string, unknown>;

/** GenAI-Perf writes it at the top, AIPerf under its endpoint or in a list of models. */
function modelOf(config: Config): string | null {
  const endpoint = config["endpoint"] as Config | undefined;
  const models = config["models"] as Config | undefined;
  const candidates = [
    config["model"],
    config["model_names"],
    endpoint?.["model_names"],
    models?.["items"],
    config["formatted_model_name"],
  ];
  for (const candidate of candidates) {
    const first = Array.isArray(candidate) ? candidate[0] : candidate;
    const named = typeof first === "object" && first !== null ? (first as Config)["name"] : first;
    if (typeof named === "string" && named !== "") return named.slice(0, 200);
  }
  return null;
}

function planOf(config: Config): ImportedResult["plan"] {
  const phases = Array.isArray(config["phases"]) ? config["phases"] as (Config | null)[] : [];
  const places = [
    config,
    config["loadgen"] as Config | undefined,
    config["perf_analyzer"] as Config | undefined,
    phases.find((phase) => phase?.["kind"] === "profiling"),
  ];
  const number = (name: string) => {
    for (const place of places) {
      const value = typeof place === "object" ? place?.[name] : null;
      if (typeof value === "number" && value > 0) return value;
    }
    return null;
  };
  const rate = number("request_rate");
  if (rate !== null) return { kind: "open_loop", request_rate_per_s: rate };
  const concurrency = number("concurrency");
  return concurrency === null ? { kind: "not stated" } : { kind: "closed_loop", concurrency };
}

function dateOf(text: string | null): Date | null {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}
