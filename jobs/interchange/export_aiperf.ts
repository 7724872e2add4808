import type { Sample } from "../samples/mod.ts";
import { benchmarkS, distribution, perfMetrics } from "./export_genai_perf.ts";
import { tpotMs } from "./export_vllm.ts";
import { type ExportedFile, type ExportedRun, measured } from "./exported_run.ts";
import { requestTimes } from "./request_times.ts";

/**
 * AIPerf's `profile_export_aiperf.json` and, one line a request, its `profile_export.jsonl`.
 *
 * @throws {RangeError} for a run without answers
 */
export function exportAiperf(run: ExportedRun): ExportedFile[] {
  const { output_token_throughput_per_request: _, ...shared } = perfMetrics(run);
  const samples = measured(run);
  const answered = samples.map(requestTimes).filter((one) => one !== null);
  const failures = samples.filter(({ failure }) => failure !== null);
  const windowS = benchmarkS(run);
  const perUser = distribution(
    "tokens/sec/user",
    answered.flatMap((one) => {
      const itlMs = tpotMs(one);
      return itlMs === null || itlMs <= 0 ? [] : [1000 / itlMs];
    }),
  );
  const chunks = distribution("ms", answered.flatMap(({ gapsMs }) => gapsMs));
  const summary = {
    ...shared,
    request_count: { unit: "requests", avg: answered.length },
    ...perUser === null ? {} : { output_token_throughput_per_user: perUser },
    ...chunks === null ? {} : { inter_chunk_latency: chunks },
    ...windowS === null ? {} : { benchmark_duration: { unit: "sec", avg: windowS } },
    ...failures.length === 0
      ? {}
      : { error_request_count: { unit: "requests", avg: failures.length } },
    was_cancelled: false,
    error_summary: errorSummary(failures),
    start_time: run.started_at,
    ...run.ended_at === null ? {} : { end_time: run.ended_at },
    // Its settings have a form of their own, which no other tool can fill in truthfully.
    lapboard_run_id: run.id,
    lapboard_model: run.model,
  };
  return [
    { name: "profile_export_aiperf.json", content: JSON.stringify(summary, null, 2) + "\n" },
    {
      name: "profile_export.jsonl",
      content: run.samples.map((sample) => JSON.stringify(record(run, sample)) + "\n").join(""),
    },
  ];
}

function record(run: ExportedRun, sample: Sample) {
  const at = (ms: number | null) => ms === null ? null : unixNs(run.clock_origin_unix_ms, ms);
  const times = requestTimes(sample);
  const value = (unit: string, amount: number | number[] | null) =>
    amount === null ? [] : [{ value: amount, unit }];
  const named = times === null ? {} : {
    time_to_first_token: value("ms", times.ttftMs),
    request_latency: value("ms", times.latencyMs),
    inter_token_latency: value("ms", tpotMs(times)),
    inter_chunk_latency: value("ms", times.gapsMs.length === 0 ? null : times.gapsMs),
    input_sequence_length: value("tokens", times.inputTokens),
    output_sequence_length: value("tokens", times.outputTokens),
  };
  return {
    metadata: {
      session_num: sample.index,
      request_start_ns: at(sample.sentMs ?? sample.scheduledMs),
      request_ack_ns: at(sample.firstByteMs),
      request_end_ns: at(times === null ? sample.endMs : sample.lastContentMs),
      worker_id: "lapboard",
      record_processor_id: "lapboard",
      benchmark_phase: sample.phase === "warmup" ? "warmup" : "profiling",
      was_cancelled: false,
    },
    metrics: Object.fromEntries(
      Object.entries(named).flatMap(([name, [one]]) => one ? [[name, one]] : []),
    ),
    error: sample.failure === null ? null : errorDetails(sample),
  };
}

function errorSummary(failures: readonly Sample[]) {
  const groups = Map.groupBy(failures, (sample) => JSON.stringify(errorDetails(sample)));
  return [...groups].map(([details, samples]) => ({
    error_details: JSON.parse(details),
    count: samples.length,
  }));
}

function errorDetails({ failure }: Sample) {
  return { code: failure!.httpStatus, type: failure!.kind, message: failure!.message };
}

/**
 * Nanoseconds since 1970. A double holds them to about 200 ns; JSON has no better number that every
 * reader takes.
 */
function unixNs(originUnixMs: number, ms: number): number {
  return Math.round((originUnixMs + ms) * 1e6);
}
