import type { MetricName } from "../jobs/metrics/summary_types.ts";
import type { BoardMetric, Leaderboard } from "./contract/leaderboard.ts";

interface MetricRule {
  /** The distribution whose quantile is ranked; null where the figure is not a quantile. */
  distribution: MetricName | null;
  unit: Leaderboard["unit"];
  direction: Leaderboard["direction"];
}

/** What each board metric ranks, its unit, and which end of the scale is best. */
export const BOARD_METRIC_RULES: Record<BoardMetric, MetricRule> = {
  ttft: { distribution: "ttft_ms", unit: "ms", direction: "lower" },
  ttfa: { distribution: "ttfa_ms", unit: "ms", direction: "lower" },
  itl: { distribution: "itl_ms", unit: "ms", direction: "lower" },
  tpot: { distribution: "tpot_ms", unit: "ms/token", direction: "lower" },
  e2e: { distribution: "e2e_ms", unit: "ms", direction: "lower" },
  output_tps: { distribution: "output_tps", unit: "tokens/s", direction: "higher" },
  success: { distribution: null, unit: "ratio", direction: "higher" },
  correct: { distribution: null, unit: "ratio", direction: "higher" },
  price: { distribution: null, unit: "usd/mtok", direction: "lower" },
};

/**
 * Under these an endpoint is listed below the ranked ones, with the reason. The floor of
 * correctness is low on purpose: it catches a broken server, and does not grade small models.
 */
export const BOARD_RULES: Leaderboard["rules"] = { min_success_rate: 0.95, min_correct_rate: 0.5 };

/** The workload a board shows when none is asked for. */
export const HEADLINE_WORKLOAD = "chat-550-150";
