import assert from "node:assert/strict";
import type { Leaderboard } from "../../../../api/contract.ts";
import { boardUrl } from "../../../../web/format/board_url.ts";

const BOARD = {
  week: "2026-W47",
  weeks: ["2026-W47", "2026-W46"],
  model: null,
  workload: "chat-550-150",
  workloads: ["chat-550-150", "other"],
  region: "local",
  regions: ["local"],
  metric: "ttft",
  quantile: "p50",
} as unknown as Leaderboard;

Deno.test("the board of today with every default has the shortest address", () => {
  assert.equal(boardUrl(BOARD), "/");
});

Deno.test("an address holds what differs from the defaults, and nothing else", () => {
  assert.equal(boardUrl(BOARD, { metric: "itl" }), "/?metric=itl");
  assert.equal(boardUrl(BOARD, { metric: "success", quantile: null }), "/?metric=success");
  assert.equal(
    boardUrl({ ...BOARD, week: "2026-W46", workload: "other" }, { quantile: "p99" }),
    "/?workload=other&week=2026-W46&quantile=p99",
  );
});

Deno.test("a model's name from outside cannot add parameters to an address", () => {
  const url = new URL(boardUrl({ ...BOARD, model: "a&metric=price#x" }), "http://x");
  assert.deepEqual([...url.searchParams], [["model", "a&metric=price#x"]]);
  assert.equal(url.hash, "");
});

Deno.test("a region is named where a week was measured from several", () => {
  assert.equal(boardUrl({ ...BOARD, regions: ["local", "eu"] }), "/?region=local");
});
