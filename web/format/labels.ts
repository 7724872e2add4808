import type { BoardMetric, Leaderboard, Run } from "../../api/contract.ts";

type QuantileKey = NonNullable<Leaderboard["quantile"]>;
type MetricName = keyof NonNullable<Run["statistics"]>["metrics"];

/** Quantiles in the words of a reader, ascending. */
export const QUANTILE_LABELS: Record<QuantileKey, string> = {
  p25: "P25",
  p50: "P50",
  p75: "P75",
  p90: "P90",
  p95: "P95",
  p99: "P99",
  p99_9: "P99.9",
};
export const QUANTILES = Object.keys(QUANTILE_LABELS) as QuantileKey[];

/** What a board can rank by. */
export const BOARD_METRIC_LABELS: Record<BoardMetric, string> = {
  ttft: "TTFT",
  ttfa: "Time to first answer",
  itl: "ITL",
  tpot: "Time per output token",
  e2e: "End to end",
  output_tps: "Output tokens/s",
  success: "Success rate",
  correct: "Correct rate",
  price: "Blended price",
};
export const BOARD_METRICS = Object.keys(BOARD_METRIC_LABELS) as BoardMetric[];

interface MetricLabel {
  label: string;
  unit: string;
  decimals: number;
}

/** Metrics of a run in the order of its table, with the decimals that their error allows. */
export const RUN_METRIC_LABELS: Record<MetricName, MetricLabel> = {
  ttft_ms: { label: "Time to first token", unit: "ms", decimals: 1 },
  ttfa_ms: { label: "Time to first answer", unit: "ms", decimals: 1 },
  ttft_scheduled_ms: { label: "Time to first token, from schedule", unit: "ms", decimals: 1 },
  itl_ms: { label: "Inter-token latency", unit: "ms", decimals: 2 },
  tpot_ms: { label: "Time per output token", unit: "ms/token", decimals: 2 },
  e2e_ms: { label: "End to end", unit: "ms", decimals: 0 },
  output_tps: { label: "Output speed of one request", unit: "tokens/s", decimals: 1 },
  max_stall_ms: { label: "Longest gap in a response", unit: "ms", decimals: 1 },
  connect_ms: { label: "Connection set-up", unit: "ms", decimals: 1 },
  ttfb_ms: { label: "Time to first byte", unit: "ms", decimals: 1 },
  chunk_tokens: { label: "Tokens per event", unit: "tokens", decimals: 1 },
  input_tokens: { label: "Input length", unit: "tokens", decimals: 0 },
  output_tokens: { label: "Output length", unit: "tokens", decimals: 0 },
  usage_gap_ratio: { label: "Reported / own token count", unit: "ratio", decimals: 3 },
  schedule_lag_ms: { label: "Schedule lag of the client", unit: "ms", decimals: 2 },
};
export const RUN_METRICS = Object.keys(RUN_METRIC_LABELS) as MetricName[];

/** `TTFT P50`, or `Success rate` for what has no quantile. */
export function rankedByLabel(board: Pick<Leaderboard, "metric" | "quantile">): string {
  const label = BOARD_METRIC_LABELS[board.metric];
  return board.quantile === null ? label : `${label} ${QUANTILE_LABELS[board.quantile]}`;
}
