import assert from "node:assert/strict";
import { summaryJson } from "../../../../jobs/cli/summary_json.ts";
import { summaryTable } from "../../../../jobs/cli/summary_table.ts";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import type { RunOutcome } from "../../../../jobs/run_benchmark.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeRunRecord, makeSample } from "../../../testing/samples.ts";

function outcomeOf(samples: Sample[]): RunOutcome {
  const record = makeRunRecord();
  return {
    record,
    checks: [],
    status: "complete",
    reason: null,
    quality: { verdict: "suspect", reasons: ["it was switched off"], notes: ["a note"] },
    statistics: summarizeRun(samples, { price: record.endpoint.price }),
    endedAt: new Date("2026-11-16T08:01:00Z"),
  };
}

const FAILED = makeSample({
  index: 1,
  failure: {
    kind: "rate_limited",
    phase: "body",
    httpStatus: 429,
    retryAfterS: 1,
    message: "HTTP 429",
    bodyExcerpt: null,
  },
});

Deno.test("the JSON says what is absent as null, and nothing is lost in writing it", () => {
  for (const samples of [[], [FAILED], [makeSample(), FAILED]]) {
    const summary = summaryJson(outcomeOf(samples));
    // NaN and infinities would turn into null here, and undefined would disappear.
    assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  }
  const empty = summaryJson(outcomeOf([]));
  assert.equal(empty["success_rate"], null);
  assert.deepEqual([empty["correct_rate"], empty["correctness"]], [null, null]);
});

Deno.test("the table marks estimates, counts failures by kind and shows no empty rows", () => {
  const table = summaryTable(outcomeOf([makeSample(), FAILED]));
  assert.match(table, /TTFT \(ms\).* ~200\.0 /);
  assert.match(table, /requests +1 ok, 1 failed of 2 \(success 50\.0 %\)\n +rate_limited: 1\n/);
  assert.match(table, /correct +not checked/);
  assert.match(table, /instrument +suspect; it was switched off\n +a note\n/);
  assert.match(table, /run +[0-9a-f-]{36}/);
  assert.ok(!/NaN|undefined|null/.test(table), table);
});

Deno.test("a run without a single answer still has a table", () => {
  for (const samples of [[], [FAILED]]) {
    const table = summaryTable(outcomeOf(samples));
    assert.ok(!/TTFT \(ms\)/.test(table));
    assert.match(
      table,
      new RegExp(`requests +0 ok, ${samples.length} failed of ${samples.length}`),
    );
    assert.ok(!/NaN|undefined|null|Infinity/.test(table), table);
  }
});

Deno.test("the table says why there is no TTFT", () => {
  const whole = makeSample({
    firstContentMs: null,
    arrivalsMs: new Float64Array(),
    tokensPerEvent: new Uint32Array(),
  });
  const samples = [whole, ...Array.from({ length: 9 }, (_, n) => ({ ...whole, index: n + 2 }))];
  const tableOf = (measured: Sample[]) => {
    const outcome = outcomeOf(measured);
    const statistics = summarizeRun(measured, { price: null, notStreamed: "it cannot stream" });
    return summaryTable({ ...outcome, statistics });
  };
  assert.match(tableOf(samples), /\nno TTFT: it cannot stream\n/);
  assert.ok(!/no TTFT/.test(tableOf([FAILED])));
});
