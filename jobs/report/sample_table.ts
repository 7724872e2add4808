import { type SampleMetrics, sampleMetrics } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";
import { type Column, column, type Table } from "./table.ts";

/** A sample and the run it belongs to, with the metrics that follow from it. */
export interface SampleEntry {
  runId: string;
  sample: Sample;
}

const METRICS = [
  "connect_ms",
  "ttfb_ms",
  "ttft_ms",
  "ttfa_ms",
  "ttft_scheduled_ms",
  "tpot_ms",
  "e2e_ms",
  "output_tps",
  "max_stall_ms",
  "usage_gap_ratio",
  "schedule_lag_ms",
] as const satisfies readonly (keyof SampleMetrics)[];

/**
 * Every request, a row each: when things happened (ms since its run's start), its metrics by our
 * definitions, its token counts and its failure. Single arrivals are left out; they are in the
 * samples as JSON Lines.
 */
export function sampleTable(entries: readonly SampleEntry[]): Table {
  const rows = entries.map(({ runId, sample }) => ({
    runId,
    sample,
    metrics: sampleMetrics(sample),
  }));
  type Row = (typeof rows)[number];
  const text = (name: string, valueOf: (row: Row) => string | null): Column =>
    column(rows, name, "STRING", valueOf);
  const time = (name: string, valueOf: (sample: Sample) => number | null): Column =>
    column(rows, name, "DOUBLE", ({ sample }) => valueOf(sample));
  const whole = (name: string, valueOf: (sample: Sample) => number | null): Column =>
    column(rows, name, "INT32", ({ sample }) => valueOf(sample));
  return [
    text("run_id", ({ runId }) => runId),
    whole("index", ({ index }) => index),
    text("phase", ({ sample }) => sample.phase),
    text("outcome", ({ sample }) => sample.failure?.kind ?? "ok"),
    time("scheduled_ms", ({ scheduledMs }) => scheduledMs),
    time("sent_ms", ({ sentMs }) => sentMs),
    time("first_byte_ms", ({ firstByteMs }) => firstByteMs),
    time("first_event_ms", ({ firstEventMs }) => firstEventMs),
    time("first_reasoning_ms", ({ firstReasoningMs }) => firstReasoningMs),
    time("first_content_ms", ({ firstContentMs }) => firstContentMs),
    time("last_content_ms", ({ lastContentMs }) => lastContentMs),
    time("end_ms", ({ endMs }) => endMs),
    ...METRICS.map((name) => column(rows, metricName(name), "DOUBLE", (row) => row.metrics[name])),
    whole("events", ({ arrivalsMs }) => arrivalsMs.length),
    whole("requested_input_tokens", ({ tokens }) => tokens.requestedInput),
    whole("requested_output_tokens", ({ tokens }) => tokens.requestedOutput),
    whole("own_input_tokens", ({ tokens }) => tokens.ownInput),
    whole("own_output_tokens", ({ tokens }) => tokens.ownOutput),
    whole("own_reasoning_tokens", ({ tokens }) => tokens.ownReasoning),
    whole("usage_input_tokens", ({ tokens }) => tokens.usageInput),
    whole("usage_output_tokens", ({ tokens }) => tokens.usageOutput),
    whole("usage_reasoning_tokens", ({ tokens }) => tokens.usageReasoning),
    whole("usage_cached_input_tokens", ({ tokens }) => tokens.usageCachedInput),
    text("finish_reason", ({ sample }) => sample.finishReason),
    whole("http_status", ({ failure }) => failure?.httpStatus ?? null),
    text("failure_message", ({ sample }) => sample.failure?.message ?? null),
  ];
}

/** `output_tps` says its unit to us; a table says it in full. */
function metricName(name: (typeof METRICS)[number]): string {
  return name === "output_tps" ? "output_tokens_per_s" : name;
}
