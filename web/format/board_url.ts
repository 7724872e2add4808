import type { Leaderboard } from "../../api/contract.ts";

type Choice = Pick<Leaderboard, "week" | "model" | "workload" | "region" | "metric" | "quantile">;

/** The address of a board like this one, with some choices changed. Defaults are left out. */
export function boardUrl(board: Leaderboard, change: Partial<Choice> = {}): string {
  const choice: Choice = { ...board, ...change };
  const params = new URLSearchParams();
  if (choice.model !== null) params.set("model", choice.model);
  if (choice.workload !== board.workloads[0]) params.set("workload", choice.workload);
  if (choice.week !== null && choice.week !== board.weeks[0]) params.set("week", choice.week);
  if (choice.region !== null && board.regions.length > 1) params.set("region", choice.region);
  if (choice.metric !== "ttft") params.set("metric", choice.metric);
  if (choice.quantile !== null && choice.quantile !== "p50") {
    params.set("quantile", choice.quantile);
  }
  const query = params.toString();
  return query === "" ? "/" : `/?${query}`;
}
