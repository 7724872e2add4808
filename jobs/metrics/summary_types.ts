import type { FailureKind } from "../samples/mod.ts";

/** Quantile names as they stand in JSON, ascending. `p99_9` is the 99.9th percentile. */
export const QUANTILE_KEYS = ["p25", "p50", "p75", "p90", "p95", "p99", "p99_9"] as const;
export type QuantileKey = (typeof QUANTILE_KEYS)[number];

/** Bounds of a 95 % interval, in the unit of what it bounds. */
export type Interval = [lower: number, upper: number];

/**
 * Statistics of one metric over a run. Keys are those of the JSON, because this object is what is
 * printed, stored and served. With n = 0 every figure is null and `reason` says why.
 */
export interface Distribution extends Record<QuantileKey, number | null> {
  n: number;
  mean: number | null;
  /** Sample standard deviation (n - 1); null when n < 2. */
  stddev: number | null;
  min: number | null;
  max: number | null;
  /**
   * Quantiles that n is large enough to state with 99 % confidence; the others are estimates. For
   * pooled metrics n counts for less the more alike the values of one request are.
   */
  certified: QuantileKey[];
  /**
   * 95 % intervals: of the mean from 11 requests on, and of every quantile that the values bound. The
   * interval of one that is not certified lies between two of the values.
   */
  ci95: Partial<Record<QuantileKey | "mean", Interval>>;
  /** Why an interval is missing, of the mean and of each quantile without one; absent when none is. */
  ci95_missing?: Partial<Record<QuantileKey | "mean", string>>;
  /** Why there is nothing; absent when n > 0. */
  reason?: string;
}

/** Names of the metrics with a distribution, with their unit. */
export const METRIC_NAMES = [
  "connect_ms",
  "ttfb_ms",
  "ttft_ms",
  "ttfa_ms",
  "ttft_scheduled_ms",
  "itl_ms",
  "chunk_tokens",
  "tpot_ms",
  "e2e_ms",
  "output_tps",
  "max_stall_ms",
  "usage_gap_ratio",
  "input_tokens",
  "output_tokens",
  "schedule_lag_ms",
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** A share of successes with its 95 % interval (Wilson score). */
export interface Proportion {
  passed: number;
  asked: number;
  rate: number | null;
  ci95: Interval | null;
}

/** Sums over the measurement window divided by its length. */
export interface Throughput {
  /** First `sent` to last `end` of the measured requests, seconds. */
  window_s: number | null;
  output_tokens_per_s: number | null;
  input_tokens_per_s: number | null;
  total_tokens_per_s: number | null;
  /** Successful requests. */
  requests_per_s: number | null;
}

/** What the successful requests cost, USD; null where it cannot be known, and `reason` says why. */
export interface Cost {
  /** Input tokens at the input price; null for a server paid by the hour, which cannot be split. */
  input_usd: number | null;
  /** Output tokens at the output price; null as {@link input_usd}. */
  output_usd: number | null;
  total_usd: number | null;
  /**
   * USD per million tokens. Priced per token: three parts input price to one part output price.
   * Paid by the hour: the hire of the window over all tokens in it, input and output, charged once.
   */
  blended_usd_per_mtok: number | null;
  /** Why a figure is missing; absent when none is. */
  reason?: string;
}

/** Whose token count a figure uses; `mixed` when the provider reported some requests only. */
export type TokenSource = "usage" | "own" | "mixed";

/** One metric in the first half of a run beside its second, in scheduled order. */
export interface HalvesCompared {
  first_half_p50: number | null;
  second_half_p50: number | null;
  /** Second median over the first, less 1; null with too few values, or when the first is 0. */
  relative_change: number | null;
  /** Two-sided Mann-Whitney rank test; null with too few values. */
  p_value: number | null;
  /** `too_few`: a half has under ten values. */
  verdict: "steady" | "drifting" | "too_few";
}

/** Whether a run's first half differs from its second. */
export interface SteadyState {
  ttft_ms: HalvesCompared;
  tpot_ms: HalvesCompared;
}

/** Statistics of one run: a pure function of its samples. */
export interface RunStatistics {
  methodology_version: number;
  /** Measured requests, and beside them the warm-up requests, which count in nothing else. */
  counts: { started: number; ok: number; failed: number; warmup: number };
  failures: Partial<Record<FailureKind, number>>;
  metrics: Record<MetricName, Distribution>;
  throughput: Throughput;
  /** Successful over all measured requests, those that failed by our own fault left out. */
  success_rate: number | null;
  /** Wilson score 95 % interval of the success rate. */
  success_ci95: Interval | null;
  /** Share of inter-token gaps over five times their request's median gap. */
  stall_rate: number | null;
  steady_state: SteadyState;
  /** Which count of input tokens the figures above use; null when no request succeeded. */
  input_token_source: TokenSource | null;
  /** Which count of output tokens the figures above use; null when no request succeeded. */
  output_token_source: TokenSource | null;
  cost: Cost;
}
