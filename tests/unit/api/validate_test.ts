import assert from "node:assert/strict";
import { leaderboardQuerySchema } from "../../../api/contract/leaderboard.ts";
import { samplesQuerySchema } from "../../../api/contract/samples.ts";
import { describeIssue } from "../../../api/validate.ts";

function complaint(query: unknown): string {
  const { error } = leaderboardQuerySchema.safeParse(query);
  assert.ok(error, "the query was accepted");
  return describeIssue(error.issues[0]!);
}

Deno.test("a wrong week is refused in one line that shows how a week looks", () => {
  for (const week of ["2026-W00", "2026-W54", "2026-47", "last", ""]) {
    assert.equal(complaint({ week }), 'parameter "week": must be an ISO week such as 2026-W47');
  }
});

Deno.test("every ISO week from 01 to 53 is accepted", () => {
  for (let week = 1; week <= 53; week++) {
    const text = `2026-W${String(week).padStart(2, "0")}`;
    assert.ok(leaderboardQuerySchema.safeParse({ week: text }).success, text);
  }
});

Deno.test("an unknown metric is refused with the metrics there are", () => {
  assert.match(complaint({ metric: "speed" }), /^parameter "metric": .*"ttft".*"price"/);
});

Deno.test("an unknown parameter is refused by its name", () => {
  assert.match(complaint({ modell: "x" }), /modell/);
});

Deno.test("a complaint is one line whatever the value holds", () => {
  assert.ok(!complaint({ "a\nb": "x" }).includes("\n"));
});

Deno.test("limits of a page of samples are whole numbers from 1 to 1000", () => {
  const accepts = (limit: string) => samplesQuerySchema.safeParse({ limit }).success;
  for (const limit of ["1", "200", "999", "1000"]) assert.ok(accepts(limit), limit);
  for (const limit of ["0", "-1", "1001", "1e3", "2.5", "", " 5"]) {
    assert.ok(!accepts(limit), limit);
  }
});
