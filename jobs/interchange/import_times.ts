import type { QuantileKey } from "../metrics/mod.ts";
import { type FailureKind, roundSample, type Sample } from "../samples/mod.ts";
import { sampleStddev } from "./numpy_figures.ts";
import type { GivenFigures } from "./summary_statistics.ts";
import { withoutSecrets } from "./without_secrets.ts";

/** Arrivals are stored as microseconds in 32 bits, which end soon after. */
export const MAX_REQUEST_S = 4000;

/** One request as another tool records it; times in seconds. */
export interface RecordedTimes {
  startS: number;
  /** 0 for a request without a first token. */
  ttftS: number;
  /** First text that is not reasoning, less start. Default: null, it came at `ttftS`. */
  answerS?: number | null;
  /** Null where the tool did not keep them. */
  gapsS: readonly number[] | null;
  /** Null where the file does not hold it: the last gap then ends the request. */
  latencyS: number | null;
  inputTokens: number;
  /** By the tool's tokenizer, reasoning included. */
  outputTokens: number;
  reasoningTokens?: number;
  /** As the provider reported them. Default: null, not recorded. */
  usageInputTokens?: number | null;
  usageOutputTokens?: number | null;
  warmup?: boolean;
  /** Null when the request succeeded. */
  error: string | null;
  httpStatus?: number | null;
  /** Default: null, a stream error. */
  kind?: FailureKind | null;
}

/**
 * Samples from a tool's own times. What the tool did not record is null: it has one arrival a chunk,
 * and no connection, first byte, schedule or finish reason.
 */
export function samplesFromTimes(requests: readonly RecordedTimes[]): Sample[] {
  const originS = requests.reduce((first, { startS }) => Math.min(first, startS), Infinity);
  return requests.map((request, index) => sampleFrom(request, index, originS));
}

function sampleFrom(request: RecordedTimes, index: number, originS: number): Sample {
  const { startS, ttftS, gapsS, latencyS, inputTokens, outputTokens, error } = request;
  const sentMs = (startS - originS) * 1000;
  // Without a first token or an error a request told nothing, which is an answer without text.
  const failed = error !== null || ttftS <= 0;
  const arrivalsMs = new Float64Array(failed || gapsS === null ? 0 : gapsS.length + 1);
  for (let i = 0; i < arrivalsMs.length; i++) {
    arrivalsMs[i] = i === 0 ? sentMs + ttftS * 1000 : arrivalsMs[i - 1]! + gapsS![i - 1]! * 1000;
  }
  const firstMs = failed ? null : sentMs + ttftS * 1000;
  const latencyMs = latencyS === null ? null : sentMs + latencyS * 1000;
  const lastMs = failed ? null : arrivalsMs.at(-1) ?? latencyMs ?? firstMs;
  const answerMs = failed || request.answerS == null ? firstMs : sentMs + request.answerS * 1000;
  const reasoned = answerMs !== null && answerMs > firstMs!;
  return roundSample({
    index,
    phase: request.warmup ? "warmup" : "measured",
    scheduledMs: sentMs,
    sentMs,
    connectStartMs: null,
    connectedMs: null,
    firstByteMs: null,
    firstEventMs: null,
    firstReasoningMs: reasoned ? firstMs : null,
    firstContentMs: answerMs,
    lastContentMs: lastMs,
    endMs: Math.max(lastMs ?? sentMs, latencyMs ?? 0),
    arrivalsMs,
    tokensPerEvent: shareOut(outputTokens, arrivalsMs.length),
    tokens: {
      requestedInput: inputTokens,
      requestedOutput: null,
      ownInput: inputTokens,
      ownOutput: failed ? 0 : outputTokens,
      ownReasoning: failed ? 0 : request.reasoningTokens ?? 0,
      usageInput: request.usageInputTokens ?? null,
      usageOutput: request.usageOutputTokens ?? null,
      usageReasoning: null,
      usageCachedInput: null,
    },
    finishReason: null,
    reads: arrivalsMs.length,
    bytesReceived: 0,
    retries: 0,
    failure: failed
      ? {
        kind: error === null ? "empty" : request.kind ?? "stream_error",
        phase: "body",
        httpStatus: request.httpStatus ?? null,
        retryAfterS: null,
        message: withoutSecrets(error ?? "no first token is recorded", 500),
        bodyExcerpt: null,
      }
      : null,
  });
}

/** The file says how many tokens in all, not in which chunk: they are spread evenly. */
function shareOut(tokens: number, events: number): Uint32Array {
  const shares = new Uint32Array(events);
  for (let i = 0; i < events; i++) {
    shares[i] = Math.floor((i + 1) * tokens / events) - Math.floor(i * tokens / events);
  }
  return shares;
}

const QUANTILES: readonly [key: QuantileKey, prefix: string][] = [
  ["p25", "p25"],
  ["p50", "median"],
  ["p75", "p75"],
  ["p90", "p90"],
  ["p95", "p95"],
  ["p99", "p99"],
  ["p99_9", "p99.9"],
];

/**
 * Figures such as `mean_ttft_ms` and `p99_ttft_ms` of a metric; n = 0 where there are none.
 *
 * @param n requests behind them. Of pooled gaps no file says how many there were: their n counts
 *   requests too, and their standard deviation stays as the tool computed it
 */
export function givenMs(found: Record<string, unknown>, metric: string, n: number): GivenFigures {
  const figure = (prefix: string) => {
    const value = found[`${prefix}_${metric}_ms`];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  const mean = figure("mean");
  return {
    n: mean === null ? 0 : n,
    mean,
    stddev: metric === "itl" ? figure("std") : sampleStddev(figure("std"), n),
    ...Object.fromEntries(QUANTILES.map(([key, prefix]) => [key, figure(prefix)])),
  };
}
