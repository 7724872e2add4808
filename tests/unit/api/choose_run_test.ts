import assert from "node:assert/strict";
import { chooseRun } from "../../../api/choose_run.ts";
import type { BoardRun } from "../../../db/queries/list_board_runs.ts";

function run(
  id: string,
  change: Partial<BoardRun["run"]> = {},
  statistics: unknown = {},
): BoardRun {
  return {
    run: { id, status: "complete", verdict: "ok", reason: null, quality: null, ...change },
    statistics,
    checksPassed: 0,
    checksAsked: 0,
  } as unknown as BoardRun;
}

Deno.test("the newest complete run with a good instrument stands for its endpoint", () => {
  const chosen = chooseRun([run("newest"), run("older")]);
  assert.deepEqual([chosen.kind, chosen.kind !== "none" && chosen.run.run.id], [
    "rankable",
    "newest",
  ]);
});

Deno.test("an older good run stands before a newer one that is invalid, failed or interrupted", () => {
  const chosen = chooseRun([
    run("running", { status: "running" }, null),
    run("invalid", { verdict: "invalid" }),
    run("failed", { status: "failed" }),
    run("interrupted", { status: "interrupted" }),
    run("good"),
  ]);
  assert.equal(chosen.kind !== "none" && chosen.run.run.id, "good");
});

Deno.test("a suspect run is ranked: only an invalid one is not", () => {
  assert.equal(chooseRun([run("suspect", { verdict: "suspect" })]).kind, "rankable");
});

Deno.test("an invalid run is shown with the reasons of its instrument", () => {
  const chosen = chooseRun([
    run("invalid", { verdict: "invalid", quality: { reasons: ["clock stalled", "CPU stolen"] } }),
  ]);
  assert.ok(chosen.kind === "unranked");
  assert.equal(chosen.reason, "the measurement is invalid: clock stalled; CPU stolen");
});

Deno.test("a failed and an interrupted run are shown with their reason", () => {
  const reasonOf = (status: string, reason: string | null) => {
    const chosen = chooseRun([run("x", { status, reason })]);
    return chosen.kind === "unranked" && chosen.reason;
  };
  assert.equal(reasonOf("failed", "401 everywhere"), "the run failed: 401 everywhere");
  assert.equal(reasonOf("interrupted", null), "the run was interrupted");
});

Deno.test("an endpoint whose only run goes on now is not measured yet, and is said to be measured", () => {
  assert.deepEqual(chooseRun([run("x", { status: "running" }, null)]), {
    kind: "none",
    reason: "is being measured now",
  });
});

Deno.test("a run that ended without figures counts as not measured, with its reason", () => {
  assert.deepEqual(chooseRun([run("x", { status: "failed", reason: "no such host" }, null)]), {
    kind: "none",
    reason: "no such host",
  });
});
