import type { Sample } from "../samples/mod.ts";
import type { MetricName } from "./summary_types.ts";

/** Metrics that have one value a request. The other two, `itl_ms` and `chunk_tokens`, are pooled. */
export type SampleMetricName = Exclude<MetricName, "itl_ms" | "chunk_tokens">;

/** The metric values of one request; null where the request has none. */
export type SampleMetrics = Record<SampleMetricName, number | null>;

/**
 * The metric values of one request, by the definitions of `docs/METHODOLOGY.md`.
 *
 * Latencies describe answers, so a failed request has none; it counts in the success rate instead.
 * The one exception is `schedule_lag_ms`, which describes this client and not the provider.
 */
export function sampleMetrics(sample: Sample): SampleMetrics {
  const metrics: SampleMetrics = {
    connect_ms: null,
    ttfb_ms: null,
    ttft_ms: null,
    ttfa_ms: null,
    ttft_scheduled_ms: null,
    tpot_ms: null,
    e2e_ms: null,
    output_tps: null,
    max_stall_ms: null,
    usage_gap_ratio: null,
    input_tokens: null,
    output_tokens: null,
    schedule_lag_ms: elapsedMs(sample.scheduledMs, sample.sentMs),
  };
  if (sample.failure !== null) return metrics;

  const { sentMs, lastContentMs, tokens } = sample;
  const firstTextMs = firstText(sample);
  const e2eMs = elapsedMs(sentMs, lastContentMs);
  const outputTokens = outputTokenCount(sample).tokens;
  const generationMs = elapsedMs(firstTextMs, lastContentMs);
  const streamedTokens = outputTokens - hiddenReasoningTokens(sample);
  const gaps = gapsMs(sample);
  return {
    ...metrics,
    connect_ms: elapsedMs(sample.connectStartMs, sample.connectedMs),
    ttfb_ms: elapsedMs(sentMs, sample.firstByteMs),
    ttft_ms: elapsedMs(sentMs, firstTextMs),
    ttfa_ms: elapsedMs(sentMs, sample.firstContentMs),
    ttft_scheduled_ms: elapsedMs(sample.scheduledMs, firstTextMs),
    // Text that all came in one read took no measurable time to come: no figure, rather than 0.
    tpot_ms: generationMs === null || generationMs <= 0 || streamedTokens <= 1
      ? null
      : generationMs / (streamedTokens - 1),
    e2e_ms: e2eMs,
    output_tps: e2eMs === null || e2eMs <= 0 ? null : outputTokens / (e2eMs / 1000),
    max_stall_ms: gaps.length === 0 ? null : gaps.reduce((a, b) => Math.max(a, b)),
    usage_gap_ratio: tokens.usageOutput === null || tokens.ownOutput === 0
      ? null
      : tokens.usageOutput / tokens.ownOutput,
    input_tokens: inputTokenCount(sample).tokens,
    output_tokens: outputTokens,
  };
}

/**
 * Milliseconds between two times of a sample, both first rounded to a whole microsecond: that is how
 * samples are stored, so a figure recomputed from storage is the very same figure.
 */
export function elapsedMs(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null
    ? null
    : (microseconds(toMs) - microseconds(fromMs)) / 1000;
}

/** Gaps between consecutive events with text, ms. Events that came in one read have a gap of 0. */
export function gapsMs({ arrivalsMs }: Sample): Float64Array {
  return gapsUs(arrivalsMs).map((us) => us / 1000);
}

/** Gaps between consecutive times, which are rounded to whole microseconds first, microseconds. */
export function gapsUs(arrivalsMs: Float64Array): Float64Array {
  const gaps = new Float64Array(Math.max(0, arrivalsMs.length - 1));
  for (let i = 0; i < gaps.length; i++) {
    gaps[i] = microseconds(arrivalsMs[i + 1]!) - microseconds(arrivalsMs[i]!);
  }
  return gaps;
}

/** A token count and whose it is. */
export interface TokenCount {
  tokens: number;
  source: "usage" | "own";
}

/**
 * Output tokens of a request: the provider's `usage` when it reports any, else our tokenizer's
 * count. A report of 0 beside text that did arrive is no report; `usage_gap_ratio` shows it.
 */
export function outputTokenCount({ tokens }: Sample): TokenCount {
  return pick(tokens.usageOutput, tokens.ownOutput);
}

/** Input tokens of a request, chosen by the same rule as {@link outputTokenCount}. */
export function inputTokenCount({ tokens }: Sample): TokenCount {
  return pick(tokens.usageInput, tokens.ownInput);
}

function pick(usage: number | null, own: number): TokenCount {
  return usage !== null && usage > 0
    ? { tokens: usage, source: "usage" }
    : { tokens: own, source: "own" };
}

/**
 * Reasoning tokens that are in the output count but were never streamed, as some providers bill
 * them: they were made before the first text, so they do not belong to the time after it.
 */
function hiddenReasoningTokens(sample: Sample): number {
  const { ownReasoning, usageReasoning } = sample.tokens;
  return outputTokenCount(sample).source === "usage" && ownReasoning === 0
    ? usageReasoning ?? 0
    : 0;
}

function firstText({ firstReasoningMs, firstContentMs }: Sample): number | null {
  if (firstReasoningMs === null) return firstContentMs;
  if (firstContentMs === null) return firstReasoningMs;
  return Math.min(firstReasoningMs, firstContentMs);
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
