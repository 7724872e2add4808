import type { Endpoint, Leaderboard } from "../../api/contract.ts";

/** One endpoint on the board's chart. */
export interface BoardPoint {
  label: string;
  kind: Endpoint["kind"];
  stale: boolean;
  ttftMs: number;
  outputTps: number;
}

/** Endpoints that have both figures, ranked or not, in the order of the board. */
export function boardPoints(board: Pick<Leaderboard, "entries" | "unranked">): BoardPoint[] {
  return [...board.entries, ...board.unranked].flatMap((row): BoardPoint[] =>
    row.ttft_p50_ms === null || row.output_tps_p50 === null ? [] : [{
      label: row.endpoint.id,
      kind: row.endpoint.kind,
      stale: row.stale,
      ttftMs: row.ttft_p50_ms,
      outputTps: row.output_tps_p50,
    }]
  );
}
