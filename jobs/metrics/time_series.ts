import type { Sample } from "../samples/mod.ts";
import { quantile } from "./quantile.ts";
import { outputTokenCount, sampleMetrics } from "./sample_metrics.ts";
import { type Trend, trend } from "./trend.ts";

/** What happened in one stretch of a run. Latencies are those of requests sent in it. */
export interface Window {
  /** Begin and end, s since the first measured request left. */
  from_s: number;
  to_s: number;
  sent: number;
  ok: number;
  failed: number;
  ttft_p50_ms: number | null;
  ttft_p99_ms: number | null;
  tpot_p50_ms: number | null;
  e2e_p50_ms: number | null;
  /** Output tokens of the requests that ended in it, over its length. */
  output_tokens_per_s: number;
}

/** The windows' medians as they change over a run. */
export interface Drift {
  /** Change over the whole run, in the metric's unit; from Theil and Sen's slope. */
  change_ms: number | null;
  /** The same over the median of the windows. */
  relative_change: number | null;
  /** Mann-Kendall test over windows. */
  p_value: number | null;
  verdict: "steady" | "drifting" | "too_few";
}

/** A sustained run over time. */
export interface TimeSeries {
  windows: Window[];
  drift: { ttft_ms: Drift; tpot_ms: Drift };
}

/** As in steady-state detection: sure, and large enough to matter. */
const MAX_CHANCE = 0.01;
const MIN_CHANGE = 0.05;

/**
 * Cuts a run into equally long windows by the time requests left, and says whether its latencies
 * drift: by more than 5 % over the run, and surely so (Mann-Kendall p < 0.01 over windows).
 *
 * @param samples of a run; warm-up samples are left out
 * @param count of windows, at least 1
 */
export function timeSeries(samples: readonly Sample[], count = 20): TimeSeries {
  const sent = samples.filter(({ phase, sentMs }) => phase === "measured" && sentMs !== null);
  const beginMs = sent.reduce((first, { sentMs }) => Math.min(first, sentMs!), Infinity);
  const endMs = sent.reduce((last, { sentMs }) => Math.max(last, sentMs!), -Infinity);
  const lengthMs = (endMs - beginMs) / count;
  if (!(lengthMs > 0)) return { windows: [], drift: { ttft_ms: UNKNOWN, tpot_ms: UNKNOWN } };
  const at = (timeMs: number) => Math.min(count - 1, Math.floor((timeMs - beginMs) / lengthMs));
  const bySent = Map.groupBy(sent, ({ sentMs }) => at(sentMs!));
  // What ends after the last request left belongs to no window.
  const byEnd = Map.groupBy(
    sent.filter(({ failure, endMs: own }) => failure === null && own <= endMs),
    (sample) => at(sample.endMs),
  );
  const windows = Array.from(
    { length: count },
    (_, i) => windowOf(bySent.get(i) ?? [], byEnd.get(i) ?? [], i, lengthMs / 1000),
  );
  return {
    windows,
    drift: {
      ttft_ms: driftOf(windows, ({ ttft_p50_ms }) => ttft_p50_ms),
      tpot_ms: driftOf(windows, ({ tpot_p50_ms }) => tpot_p50_ms),
    },
  };
}

const UNKNOWN: Drift = {
  change_ms: null,
  relative_change: null,
  p_value: null,
  verdict: "too_few",
};

function windowOf(sent: Sample[], ended: Sample[], i: number, lengthS: number): Window {
  const values = sent.map(sampleMetrics);
  const quantileOf = (name: "ttft_ms" | "tpot_ms" | "e2e_ms", probability: number) => {
    const present = values.flatMap((one) => one[name] ?? []);
    return present.length === 0 ? null : quantile(Float64Array.from(present).sort(), probability);
  };
  const ok = sent.filter(({ failure }) => failure === null).length;
  return {
    from_s: i * lengthS,
    to_s: (i + 1) * lengthS,
    sent: sent.length,
    ok,
    failed: sent.length - ok,
    ttft_p50_ms: quantileOf("ttft_ms", 0.5),
    ttft_p99_ms: quantileOf("ttft_ms", 0.99),
    tpot_p50_ms: quantileOf("tpot_ms", 0.5),
    e2e_p50_ms: quantileOf("e2e_ms", 0.5),
    output_tokens_per_s: ended.reduce((sum, one) => sum + outputTokenCount(one).tokens, 0) /
      lengthS,
  };
}

function driftOf(windows: readonly Window[], valueOf: (window: Window) => number | null): Drift {
  const known = windows.flatMap((window) => {
    const value = valueOf(window);
    return value === null ? [] : [{ atS: (window.from_s + window.to_s) / 2, value }];
  });
  const found: Trend | null = trend(known.map(({ atS }) => atS), known.map(({ value }) => value));
  if (found === null) return UNKNOWN;
  const changeMs = found.slope * (windows.at(-1)!.to_s - windows[0]!.from_s);
  const level = quantile(Float64Array.from(known, ({ value }) => value).sort(), 0.5);
  const relative = level > 0 ? changeMs / level : null;
  const drifting = found.pValue < MAX_CHANCE && relative !== null &&
    Math.abs(relative) > MIN_CHANGE;
  return {
    change_ms: changeMs,
    relative_change: relative,
    p_value: found.pValue,
    verdict: drifting ? "drifting" : "steady",
  };
}
