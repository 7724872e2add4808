import type { BoardRun } from "../db/queries/list_board_runs.ts";
import type { Distribution, QuantileKey, RunStatistics } from "../jobs/metrics/summary_types.ts";
import { proportion } from "../jobs/metrics/mod.ts";
import { BOARD_METRIC_RULES } from "./board_metric.ts";
import type { BoardMetric, BoardRow, Leaderboard } from "./contract/leaderboard.ts";
import { endpointJson, priceJson } from "./endpoint_json.ts";

/** A weekly figure older than this is shown as stale: the next one is overdue. */
const STALE_AFTER_MS = 8 * 24 * 3_600_000;

/** What a board ranks by. */
export interface BoardChoice {
  metric: BoardMetric;
  quantile: QuantileKey;
}

/** The figures of one run as a row of a board. The run must have statistics. */
export function boardRow(found: BoardRun, choice: BoardChoice, now: Date): BoardRow {
  const statistics = found.statistics as RunStatistics;
  const { ttft_ms, itl_ms, output_tps, e2e_ms, tpot_ms } = statistics.metrics;
  const correct = proportion(found.checksPassed, found.checksAsked);
  const price = priceJson(found.endpoint);
  const row = {
    endpoint: endpointJson(found.endpoint),
    run_id: found.run.id,
    measured_at: found.run.startedAt.toISOString(),
    stale: now.getTime() - found.run.startedAt.getTime() > STALE_AFTER_MS,
    n: ttft_ms.n,
    ttft_p50_ms: ttft_ms.p50,
    ttft_p50_ci95_ms: ttft_ms.ci95.p50 ?? null,
    ttft_p99_ms: ttft_ms.p99,
    ttft_p99_certified: ttft_ms.certified.includes("p99"),
    itl_p50_ms: itl_ms.p50,
    output_tps_p50: output_tps.p50,
    e2e_p50_ms: e2e_ms.p50,
    tpot_p50_ms: tpot_ms.p50,
    success_rate: statistics.success_rate,
    success_ci95: statistics.success_ci95,
    correct_rate: correct.rate,
    correct_ci95: correct.ci95,
    price: {
      ...price,
      // A self-hosted endpoint has no list price: its cost comes from what the run achieved.
      blended_usd_per_mtok: price.blended_usd_per_mtok ?? statistics.cost.blended_usd_per_mtok,
    },
  };
  return { ...row, ...rankedValue(row, statistics, choice) };
}

type Unvalued = Omit<BoardRow, "value" | "value_ci95" | "value_certified">;
type Value = Pick<BoardRow, "value" | "value_ci95" | "value_certified">;

function rankedValue(row: Unvalued, statistics: RunStatistics, choice: BoardChoice): Value {
  switch (choice.metric) {
    case "success":
      return { value: row.success_rate, value_ci95: row.success_ci95, value_certified: true };
    case "correct":
      return { value: row.correct_rate, value_ci95: row.correct_ci95, value_certified: true };
    case "price": {
      const usd = row.price.blended_usd_per_mtok;
      return { value: usd, value_ci95: usd === null ? null : [usd, usd], value_certified: true };
    }
    default: {
      const name = BOARD_METRIC_RULES[choice.metric].distribution!;
      return quantileValue(statistics.metrics[name], choice.quantile);
    }
  }
}

function quantileValue(distribution: Distribution, quantile: QuantileKey): Value {
  return {
    value: distribution[quantile],
    value_ci95: distribution.ci95[quantile] ?? null,
    value_certified: distribution.certified.includes(quantile),
  };
}

/** The quantile a board names: null where its metric has none. */
export function boardQuantile(choice: BoardChoice): Leaderboard["quantile"] {
  return BOARD_METRIC_RULES[choice.metric].distribution === null ? null : choice.quantile;
}
