import { tpotMs } from "./export_vllm.ts";
import { type ExportedFile, type ExportedRun, measured, refuseEmpty } from "./exported_run.ts";
import { numpyFigures } from "./numpy_figures.ts";
import { type RequestTimes, requestTimes } from "./request_times.ts";

const PERCENTILES = [1, 5, 10, 25, 50, 75, 90, 95, 99];

/** One metric as GenAI-Perf and AIPerf write it. */
export type PerfMetric = { unit: string; avg: number } & Record<string, number | string>;

/**
 * `profile_export_genai_perf.json`. Its inter-token latency is one mean a request, our `tpot`.
 *
 * @throws {RangeError} for a run without answers
 */
export function exportGenaiPerf(run: ExportedRun): ExportedFile[] {
  const { model, plan } = run;
  const result = {
    ...perfMetrics(run),
    input_config: {
      model: [model],
      formatted_model_name: model,
      concurrency: plan["concurrency"] ?? null,
      request_rate: plan["request_rate_per_s"] ?? null,
      random_seed: run.seed,
      lapboard_run_id: run.id,
    },
  };
  return [{
    name: "profile_export_genai_perf.json",
    content: JSON.stringify(result, null, 2) + "\n",
  }];
}

/**
 * The metrics that both tools write, in their units and by their definitions.
 *
 * @throws {RangeError} for a run without answers
 */
export function perfMetrics(run: ExportedRun): Record<string, PerfMetric> {
  refuseEmpty(run);
  const answered = measured(run).map(requestTimes).filter((one) => one !== null);
  const outputTokens = answered.reduce((sum, one) => sum + one.outputTokens, 0);
  // Theirs ends with the last response, not with the end of the connection's last answer.
  const windowS = benchmarkS(run);
  const each = (unit: string, valueOf: (one: RequestTimes) => number | null) =>
    distribution(unit, answered.flatMap((one) => valueOf(one) ?? []));
  const found: Record<string, PerfMetric | null> = {
    request_throughput: windowS === null
      ? null
      : { unit: "requests/sec", avg: answered.length / windowS },
    request_latency: each("ms", ({ latencyMs }) => latencyMs),
    request_count: { unit: "count", avg: answered.length },
    time_to_first_token: each("ms", ({ ttftMs }) => ttftMs),
    time_to_second_token: each("ms", ({ gapsMs }) => gapsMs[0] ?? null),
    inter_token_latency: each("ms", tpotMs),
    output_token_throughput: windowS === null
      ? null
      : { unit: "tokens/sec", avg: outputTokens / windowS },
    output_token_throughput_per_request: each(
      "tokens/sec",
      ({ outputTokens, latencyMs }) => latencyMs > 0 ? outputTokens / (latencyMs / 1000) : null,
    ),
    output_sequence_length: each("tokens", ({ outputTokens }) => outputTokens),
    input_sequence_length: each("tokens", ({ inputTokens }) => inputTokens),
  };
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, PerfMetric] => entry[1] !== null),
  );
}

/** First request sent to the last event with text, s; null for no time at all. */
export function benchmarkS(run: ExportedRun): number | null {
  const answered = measured(run).filter(({ failure }) => failure === null);
  const first = Math.min(...answered.map(({ sentMs }) => sentMs ?? Infinity));
  const last = Math.max(...answered.map(({ lastContentMs }) => lastContentMs ?? -Infinity));
  return last > first ? (last - first) / 1000 : null;
}

/** All statistics of one metric; null for no values. */
export function distribution(unit: string, values: readonly number[]): PerfMetric | null {
  const found = numpyFigures(values);
  if (found === null) return null;
  return {
    unit,
    avg: found.mean,
    ...Object.fromEntries(PERCENTILES.map((p) => [`p${p}`, found.percentile(p)])),
    min: found.min,
    max: found.max,
    std: found.std,
  };
}
