import assert from "node:assert/strict";
import type { Run, Statistics } from "../../../../api/contract.ts";
import { LoadNotes } from "../../../../web/components/load_notes.tsx";

function notes(rateLimited: number, started: number, quality: Run["quality"]): string {
  const statistics = {
    counts: { started },
    failures: { rate_limited: rateLimited },
  } as unknown as Statistics;
  return String(<LoadNotes run={{ quality } as Run} statistics={statistics} />);
}

Deno.test("a run page says when more than a tenth of the requests were rate-limited", () => {
  assert.match(notes(11, 100, null), /11(\.0)? % of the requests were rate-limited/);
  assert.doesNotMatch(notes(10, 100, null), /rate-limited/);
  assert.doesNotMatch(notes(0, 0, null), /rate-limited/);
});

Deno.test("a run page says for how long the plan paused", () => {
  assert.match(notes(0, 100, { load: { paused_ms: 12_340 } }), /paused for 12\.3 s in all/);
  for (const quality of [null, {}, { load: null }, { load: { paused_ms: 0 } }, { load: {} }]) {
    assert.doesNotMatch(notes(0, 100, quality), /paused/);
  }
});
