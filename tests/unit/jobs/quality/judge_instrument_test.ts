import assert from "node:assert/strict";
import fc from "fast-check";
import type { CalibrationJson } from "../../../../jobs/calibration/mod.ts";
import { judgeInstrument } from "../../../../jobs/quality/judge_instrument.ts";
import type { QualityFigures } from "../../../../jobs/quality/quality_figures.ts";

function calibration(p50: number, p99: number, more: Partial<CalibrationJson> = {}) {
  return {
    event_error_ms: { p50, p99 },
    ttft_error_ms: { p50: 0.3, p99: 0.9 },
    server_lateness_ms: { p50: 0.02, p99: 0.3 },
    events_per_s: 600,
    reads_per_event: 1,
    events: 200,
    requests: 12,
    concurrency: 12,
    itl_ms: 20,
    discarded_reason: null,
    ...more,
  };
}

/** The record of an instrument that nothing is wrong with. */
const GOOD: QualityFigures = {
  transport: "raw",
  workers: 1,
  calibration: {
    before: calibration(0.06, 1.1),
    after: calibration(0.07, 1.2),
    skipped_reason: null,
  },
  schedule_lag_ms: { p50: 0.01, p99: 0.2 },
  own_schedule_lag_ms: { p50: 0.01, p90: 0.1, p99: 0.2, n: 1000 },
  predicted_stall_p99_ms: 0.4,
  repeated_stall_p99_ms: 0.3,
  reads_per_event: 1,
  median_gap_ms: 20,
  cpu_share: 0.2,
  cpu_steal_share: 0.001,
  read_delay_ms: null,
  load: {
    planned: 1000,
    sent: 1000,
    late: 0,
    not_started: 0,
    left_over: 0,
    paused_ms: 0,
    pauses: 0,
    capped_pauses: 0,
    offered_rate_per_s: null,
    achieved_rate_per_s: null,
    turns: null,
  },
  held_back_ms: 0,
  client_failures: 0,
};

function judge(changes: Partial<QualityFigures>) {
  return judgeInstrument({ ...GOOD, ...changes });
}

function calibrated(before: CalibrationJson | null, after: CalibrationJson | null) {
  return { calibration: { before, after, skipped_reason: null } };
}

Deno.test("an instrument that nothing is wrong with is ok, and states its error", () => {
  const { verdict, reasons, notes } = judge({});
  assert.equal(verdict, "ok");
  assert.deepEqual(reasons, []);
  assert.match(notes.join(), /0\.070 ms \(P50\) and 1\.200 ms \(P99\)/);
});

const LINES: [name: string, at: (value: number) => Partial<QualityFigures>, number, number][] = [
  ["calibration P50", (v) => calibrated(calibration(v, 1), calibration(v, 1)), 0.5, 5],
  ["calibration P99", (v) => calibrated(calibration(0.1, v), calibration(0.1, v)), 5, 50],
  ["stalls", (v) => ({ predicted_stall_p99_ms: v, repeated_stall_p99_ms: v }), 5, 50],
  ["schedule lag", (v) => ({ own_schedule_lag_ms: { p50: 0, p90: 0, p99: v, n: 662 } }), 5, 50],
  ["CPU of a thread", (v) => ({ cpu_share: v }), 0.7, 0.9],
  ["CPU steal", (v) => ({ cpu_steal_share: v }), 0.01, 0.1],
];

for (const [name, at, suspectAbove, invalidAbove] of LINES) {
  Deno.test(`${name}: suspect above ${suspectAbove}, invalid above ${invalidAbove}, said in words`, () => {
    const verdictAt = (value: number) => judge(at(value)).verdict;
    assert.equal(verdictAt(suspectAbove), "ok");
    assert.equal(verdictAt(suspectAbove * 1.001), "suspect");
    assert.equal(verdictAt(invalidAbove), "suspect");
    assert.equal(verdictAt(invalidAbove * 1.001), "invalid");
    const { reasons } = judge(at(invalidAbove * 1.001));
    assert.equal(reasons.length, 1);
    assert.match(reasons[0]!, /^[a-z].*\d (ms|%).* \(limit \d+ (ms|%)\)$/);
  });
}

Deno.test("one bad calibration of two makes a run suspect, not invalid", () => {
  const bad = calibration(30, 200);
  assert.equal(judge(calibrated(calibration(0.1, 1), bad)).verdict, "suspect");
  assert.equal(judge(calibrated(bad, calibration(0.1, 1))).verdict, "suspect");
  assert.equal(judge(calibrated(bad, bad)).verdict, "invalid");
  assert.equal(judge(calibrated(bad, null)).verdict, "invalid");
});

Deno.test("a single long stall makes a run suspect, a second one invalid", () => {
  assert.equal(
    judge({ predicted_stall_p99_ms: 300, repeated_stall_p99_ms: 0 }).verdict,
    "suspect",
  );
});

Deno.test("the P99 of few requests refuses no run, unless one in ten is as late", () => {
  const lag = (p90: number, n: number) =>
    judge({ own_schedule_lag_ms: { p50: 0, p90, p99: 80, n } }).verdict;
  assert.equal(lag(1, 661), "suspect");
  assert.equal(lag(60, 661), "invalid");
  assert.equal(lag(1, 662), "invalid");
});

Deno.test("a held-up thread spoils what the kernel stamped only once events come together", () => {
  const stamped = { read_delay_ms: { p50: 0.1, p99: 9 } };
  const stalled = (ms: number) => ({ predicted_stall_p99_ms: ms, repeated_stall_p99_ms: ms });
  assert.equal(judge(stalled(19)).verdict, "suspect");
  assert.equal(judge({ ...stamped, ...stalled(19) }).verdict, "ok");
  assert.equal(judge({ ...stamped, ...stalled(60) }).verdict, "invalid");
});

Deno.test("an instrument that was not calibrated is suspect and says why", () => {
  const { verdict, reasons } = judge({
    calibration: { before: null, after: null, skipped_reason: "it was switched off" },
  });
  assert.equal(verdict, "suspect");
  assert.deepEqual(reasons, ["not calibrated: it was switched off"]);
  assert.deepEqual(
    judge({
      calibration: {
        before: calibration(0.1, 1),
        after: null,
        skipped_reason: "the run was interrupted",
      },
    }).reasons,
    ["not calibrated after the run: the run was interrupted"],
  );
});

Deno.test("a discarded calibration makes a run suspect and says why", () => {
  const nothing = { p50: null, p99: null };
  const { verdict, reasons } = judge(calibrated(
    { ...calibration(0, 0), event_error_ms: nothing, discarded_reason: "3 requests failed" },
    calibration(0.1, 1),
  ));
  assert.equal(verdict, "suspect");
  assert.deepEqual(reasons, [
    "the calibration before the run was discarded: 3 requests failed",
  ]);
});

Deno.test("coalesced events count against the client in calibration, and are a note in the run", () => {
  const merged = calibration(0.1, 1, { reads_per_event: 0.96 });
  assert.equal(judge(calibrated(calibration(0.1, 1), merged)).verdict, "suspect");
  const run = judge({ reads_per_event: 0.5 });
  assert.equal(run.verdict, "ok");
  assert.ok(run.notes.some((note) => note.includes("0.50 network reads an event")));
});

Deno.test("requests that failed by our own fault make a run suspect", () => {
  const { verdict, reasons } = judge({ client_failures: 2 });
  assert.equal(verdict, "suspect");
  assert.match(reasons[0]!, /our own fault: 2/);
});

Deno.test("a load that was held back for lack of memory says so", () => {
  assert.ok(!judge({}).notes.some((note) => note.includes("handed out")));
  const { verdict, notes } = judge({ held_back_ms: 1234.5 });
  assert.equal(verdict, "ok");
  assert.ok(notes.some((note) => note.startsWith("for 1235 ms no requests were handed out")));
});

Deno.test("figures that could not be known are held against nobody", () => {
  assert.equal(
    judge({
      predicted_stall_p99_ms: null,
      repeated_stall_p99_ms: null,
      cpu_share: null,
      cpu_steal_share: null,
      reads_per_event: null,
      own_schedule_lag_ms: { p50: null, p90: null, p99: null, n: 0 },
    }).verdict,
    "ok",
  );
});

Deno.test("what refuses a run is said before what only casts doubt on it", () => {
  const { verdict, reasons } = judge({ cpu_share: 0.8, cpu_steal_share: 0.2 });
  assert.equal(verdict, "invalid");
  assert.match(reasons[0]!, /^the machine's host/);
  assert.equal(reasons.length, 2);
});

Deno.test("a figure that gets worse never makes the verdict better", () => {
  const rank = { ok: 0, suspect: 1, invalid: 2 };
  const value = fc.double({ min: 0, max: 200, noNaN: true });
  fc.assert(fc.property(fc.constantFrom(...LINES), value, value, ([, at], a, b) => {
    const [better, worse] = [judge(at(Math.min(a, b))), judge(at(Math.max(a, b)))];
    assert.ok(rank[worse.verdict] >= rank[better.verdict]);
    for (const { verdict, reasons } of [better, worse]) {
      assert.equal(verdict === "ok", reasons.length === 0);
    }
  }));
});

Deno.test("conversations whose turns had to wait, or went on after a failure, are noted, not judged", () => {
  const turns = { later: 40, postponed: 12, after_failure: 3 };
  const { verdict, notes } = judge({ load: { ...GOOD.load, turns } });
  assert.equal(verdict, judge({}).verdict);
  assert.match(notes.join("\n"), /due before they might leave: 12 of 40; their ttft_scheduled_ms/);
  assert.match(notes.join("\n"), /although the turn before had failed: 3/);
  const still = judge({
    load: { ...GOOD.load, turns: { ...turns, postponed: 0, after_failure: 0 } },
  });
  assert.deepEqual(still.notes, judge({}).notes);
});
