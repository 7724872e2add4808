import type { Queryable } from "../db/client.ts";
import { listBoardRuns } from "../db/queries/list_board_runs.ts";
import { listEndpoints } from "../db/queries/list_endpoints.ts";
import { listSlots } from "../db/queries/list_slots.ts";
import { listWeeks } from "../db/queries/list_weeks.ts";
import { BOARD_METRIC_RULES, BOARD_RULES, HEADLINE_WORKLOAD } from "./board_metric.ts";
import { type BoardChoice, boardQuantile } from "./board_row.ts";
import { buildLeaderboard } from "./build_leaderboard.ts";
import type { Leaderboard, LeaderboardQuery } from "./contract/leaderboard.ts";
import { ApiError } from "./errors.ts";

/**
 * The board a query asks for, with defaults filled in.
 *
 * @throws {ApiError} `invalid_parameter` for a model, workload or region that nothing is known of
 */
export async function readLeaderboard(
  db: Queryable,
  query: LeaderboardQuery,
  now: Date,
): Promise<Leaderboard> {
  const [measured, endpoints] = await Promise.all([listWeeks(db), listEndpoints(db)]);
  const workloads = unique([HEADLINE_WORKLOAD, ...measured.map((row) => row.workloadId)]);
  const workload = oneOf("workload", query.workload ?? HEADLINE_WORKLOAD, workloads);
  const models = unique(endpoints.map(({ endpoint }) => endpoint.canonicalModel)).sort();
  const model = query.model === undefined || query.model === "all"
    ? null
    : oneOf("model", query.model, ["all", ...models]);

  const ofWorkload = measured.filter((row) => row.workloadId === workload);
  const weeks = unique(ofWorkload.map((row) => row.isoWeek));
  const week = query.week ?? weeks[0] ?? null;
  const regions = unique(ofWorkload.filter((row) => row.isoWeek === week).map((row) => row.region));
  const region = query.region === undefined
    ? regions[0] ?? null
    : oneOf("region", query.region, unique(measured.map((row) => row.region)));

  const [runs, slots] = await Promise.all([
    week === null || region === null
      ? []
      : listBoardRuns(db, { workloadId: workload, isoWeek: week, region }),
    listSlots(db, { workloadId: workload, isoWeek: week }),
  ]);
  const choice: BoardChoice = {
    metric: query.metric ?? "ttft",
    quantile: query.quantile ?? "p50",
  };
  const sections = buildLeaderboard({
    runs,
    endpoints,
    slots: slots.filter((slot) => region === null || slot.region === region),
    model,
    choice,
    now,
  });
  const measuredAt = [...sections.entries, ...sections.unranked].map((row) => row.measured_at);
  return {
    week,
    weeks,
    model,
    models,
    workload,
    workloads,
    region,
    regions,
    metric: choice.metric,
    quantile: boardQuantile(choice),
    unit: BOARD_METRIC_RULES[choice.metric].unit,
    direction: BOARD_METRIC_RULES[choice.metric].direction,
    rules: BOARD_RULES,
    updated_at: measuredAt.sort().at(-1) ?? null,
    ...sections,
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

function oneOf(parameter: string, value: string, known: readonly string[]): string {
  if (known.includes(value)) return value;
  const some = known.slice(0, 10).join(", ") + (known.length > 10 ? ", ..." : "");
  throw new ApiError(
    "invalid_parameter",
    `parameter "${parameter}": nothing is known of "${value.slice(0, 80)}"` +
      (some ? `; known: ${some}` : "; nothing has been measured yet"),
  );
}
