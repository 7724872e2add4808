import type { BoardRun } from "../db/queries/list_board_runs.ts";
import type { EndpointWithLastRun } from "../db/queries/list_endpoints.ts";
import type { SlotRow } from "../db/queries/list_slots.ts";
import { rankBoard } from "../jobs/metrics/mod.ts";
import { BOARD_METRIC_RULES, BOARD_RULES } from "./board_metric.ts";
import { type BoardChoice, boardRow } from "./board_row.ts";
import { chooseRun } from "./choose_run.ts";
import type {
  BoardRow,
  Leaderboard,
  NotMeasured,
  RankedRow,
  UnrankedRow,
} from "./contract/leaderboard.ts";
import { endpointJson } from "./endpoint_json.ts";

/** All a board is made of: rows as the database gave them. */
export interface BoardInput {
  /** Runs of the board's workload, week and region, newest first. */
  runs: readonly BoardRun[];
  endpoints: readonly EndpointWithLastRun[];
  /** Slots of the board's workload, week and region. */
  slots: readonly SlotRow[];
  /** Canonical model to show; null shows all. */
  model: string | null;
  choice: BoardChoice;
  now: Date;
}

type BoardSections = Pick<Leaderboard, "entries" | "unranked" | "not_measured">;

/** Sorts endpoints into ranked, measured but not ranked, and not measured. Nothing is dropped. */
export function buildLeaderboard(input: BoardInput): BoardSections {
  const inModel = (row: { canonicalModel: string }) =>
    input.model === null || row.canonicalModel === input.model;
  const runsByEndpoint = Map.groupBy(
    input.runs.filter((found) => inModel(found.endpoint)),
    (found) => found.endpoint.id,
  );
  const candidates: BoardRow[] = [];
  const unranked: UnrankedRow[] = [];
  const unmeasuredReasons = new Map<string, string>();
  for (const [endpointId, runs] of runsByEndpoint) {
    const chosen = chooseRun(runs);
    if (chosen.kind === "none") {
      unmeasuredReasons.set(endpointId, chosen.reason);
      continue;
    }
    const row = boardRow(chosen.run, input.choice, input.now);
    if (chosen.kind === "rankable") candidates.push(row);
    else unranked.push({ ...row, reason: chosen.reason });
  }
  const ranking = rankRows(candidates, input.choice);
  return {
    entries: ranking.entries,
    unranked: [...ranking.unranked, ...unranked],
    not_measured: input.endpoints
      .filter(({ endpoint }) => inModel(endpoint))
      .flatMap(({ endpoint }): NotMeasured[] => {
        const attempted = unmeasuredReasons.get(endpoint.id);
        if (attempted === undefined && (!endpoint.enabled || runsByEndpoint.has(endpoint.id))) {
          return [];
        }
        const slot = input.slots.find((slot) => slot.endpointId === endpoint.id);
        const reason = attempted ?? slotReason(slot);
        return [{ endpoint: endpointJson(endpoint), reason }];
      }),
  };
}

function rankRows(rows: readonly BoardRow[], choice: BoardChoice) {
  const byId = new Map(rows.map((row) => [row.endpoint.id, row]));
  const { ranked, unranked } = rankBoard(
    rows.map((row) => ({
      id: row.endpoint.id,
      value: row.value,
      ci95: row.value_certified ? row.value_ci95 : null,
      successRate: row.success_rate,
      correctRate: row.correct_rate,
    })),
    {
      direction: BOARD_METRIC_RULES[choice.metric].direction,
      minSuccessRate: BOARD_RULES.min_success_rate,
      minCorrectRate: BOARD_RULES.min_correct_rate,
    },
  );
  const entries: RankedRow[] = ranked.map(({ id, rank, rankInterval }) => ({
    ...byId.get(id)!,
    rank,
    rank_interval: rankInterval,
  }));
  return { entries, unranked: unranked.map(({ id, reason }) => ({ ...byId.get(id)!, reason })) };
}

function slotReason(slot: SlotRow | undefined): string {
  if (slot === undefined) return "no run in this week";
  if (slot.reason !== null) return slot.reason;
  return slot.status === "claimed" ? "is being measured now" : "no run in this week";
}
