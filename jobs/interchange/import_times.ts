import type { QuantileKey } from "../metrics/mod.ts";
import { roundSample, type Sample } from "../samples/mod.ts";
import { sampleStddev } from "./numpy_figures.ts";
import type { GivenFigures } from "./summary_statistics.ts";
import { withoutSecrets } from "./without_secrets.ts";

/** One request as vLLM records it; times in seconds. */
export interface RecordedTimes {
  startS: number;
  ttftS: number;
  gapsS: readonly number[];
  /** Null where the file does not hold it: the last gap then ends the request. */
  latencyS: number | null;
  inputTokens: number;
  outputTokens: number;
  /** Null when the request succeeded. */
  error: string | null;
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
  const arrivalsMs = new Float64Array(failed ? 0 : gapsS.length + 1);
  for (let i = 0; i < arrivalsMs.length; i++) {
    arrivalsMs[i] = i === 0 ? sentMs + ttftS * 1000 : arrivalsMs[i - 1]! + gapsS[i - 1]! * 1000;
  }
  const lastMs = arrivalsMs.at(-1) ?? null;
  const endMs = Math.max(lastMs ?? sentMs, latencyS === null ? 0 : sentMs + latencyS * 1000);
  return roundSample({
    index,
    phase: "measured",
    scheduledMs: sentMs,
    sentMs,
    connectStartMs: null,
    connectedMs: null,
    firstByteMs: null,
    firstEventMs: null,
    firstReasoningMs: null,
    firstContentMs: arrivalsMs[0] ?? null,
    lastContentMs: lastMs,
    endMs,
    arrivalsMs,
    tokensPerEvent: shareOut(outputTokens, arrivalsMs.length),
    tokens: {
      requestedInput: inputTokens,
      requestedOutput: null,
      ownInput: inputTokens,
      ownOutput: failed ? 0 : outputTokens,
      ownReasoning: 0,
      usageInput: null,
      usageOutput: null,
      usageReasoning: null,
      usageCachedInput: null,
    },
    finishReason: null,
    reads: arrivalsMs.length,
    bytesReceived: 0,
    retries: 0,
    failure: failed
      ? {
        kind: error === null ? "empty" : "stream_error",
        phase: "body",
        httpStatus: null,
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
