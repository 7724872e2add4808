import type { BoardRun } from "../db/queries/list_board_runs.ts";

/** Which of an endpoint's runs in a week stands for it, and whether it may be ranked. */
export type ChosenRun =
  | { kind: "rankable"; run: BoardRun }
  | { kind: "unranked"; run: BoardRun; reason: string }
  | { kind: "none"; reason: string };

/**
 * The newest run that is complete and whose instrument was good enough. Where there is none, the
 * newest run with figures, with the reason it cannot be ranked: a bad week is shown, not hidden.
 *
 * @param runs all runs of one endpoint on one board, newest first
 */
export function chooseRun(runs: readonly BoardRun[]): ChosenRun {
  const rankable = runs.find(({ run, statistics }) =>
    run.status === "complete" && run.verdict !== "invalid" && statistics !== null
  );
  if (rankable) return { kind: "rankable", run: rankable };
  const shown = runs.find(({ run, statistics }) => run.status !== "running" && statistics !== null);
  if (shown) return { kind: "unranked", run: shown, reason: whyNotRankable(shown) };
  const newest = runs[0];
  if (newest === undefined) return { kind: "none", reason: "no run in this week" };
  if (newest.run.status === "running") return { kind: "none", reason: "is being measured now" };
  return { kind: "none", reason: newest.run.reason ?? `the run ${newest.run.status}` };
}

function whyNotRankable({ run }: BoardRun): string {
  if (run.status === "interrupted") {
    return `the run was interrupted${run.reason ? `: ${run.reason}` : ""}`;
  }
  if (run.status === "failed") return `the run failed${run.reason ? `: ${run.reason}` : ""}`;
  const { reasons } = (run.quality ?? {}) as { reasons?: string[] };
  return `the measurement is invalid: ${reasons?.join("; ") || "no reason was recorded"}`;
}
