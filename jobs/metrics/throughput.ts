import type { Sample } from "../samples/mod.ts";
import { elapsedMs, inputTokenCount, outputTokenCount } from "./sample_metrics.ts";
import type { Throughput } from "./summary_types.ts";

/** What the successful requests moved, and in what time. */
export interface Totals {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** First `sent` to last `end` of the measured requests, failed ones included, seconds. */
  windowS: number | null;
}

/** Adds up the measured samples of a run. */
export function totals(measured: readonly Sample[]): Totals {
  let requests = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let firstSentMs: number | null = null;
  let lastEndMs = -Infinity;
  for (const sample of measured) {
    if (sample.sentMs !== null) firstSentMs = Math.min(firstSentMs ?? Infinity, sample.sentMs);
    lastEndMs = Math.max(lastEndMs, sample.endMs);
    if (sample.failure !== null) continue;
    requests++;
    inputTokens += inputTokenCount(sample).tokens;
    outputTokens += outputTokenCount(sample).tokens;
  }
  const windowMs = elapsedMs(firstSentMs, lastEndMs);
  return {
    requests,
    inputTokens,
    outputTokens,
    windowS: windowMs === null || windowMs <= 0 ? null : windowMs / 1000,
  };
}

/** Totals over the window's length; null when there was no window. */
export function throughput({ requests, inputTokens, outputTokens, windowS }: Totals): Throughput {
  const perSecond = (amount: number) => windowS === null ? null : amount / windowS;
  return {
    window_s: windowS,
    output_tokens_per_s: perSecond(outputTokens),
    input_tokens_per_s: perSecond(inputTokens),
    total_tokens_per_s: perSecond(inputTokens + outputTokens),
    requests_per_s: perSecond(requests),
  };
}
