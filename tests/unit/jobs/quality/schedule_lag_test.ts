import assert from "node:assert/strict";
import type { LoadPlan } from "../../../../jobs/loadgen/mod.ts";
import { loadAdherence } from "../../../../jobs/quality/load_adherence.ts";
import { scheduleLags } from "../../../../jobs/quality/schedule_lag.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const CLOSED: LoadPlan = { kind: "closed_loop", concurrency: 2 };

function open(maxConcurrency: number | null): LoadPlan {
  return {
    kind: "open_loop",
    requestRatePerS: 10,
    arrival: "constant",
    burstiness: 1,
    ramp: null,
    maxConcurrency,
  };
}

/** A request over a connection that stood. */
function request(index: number, scheduledMs: number, sentMs: number, endMs: number): Sample {
  return makeSample({
    index,
    scheduledMs,
    sentMs,
    endMs,
    connectStartMs: null,
    connectedMs: null,
  });
}

Deno.test("scheduleLags() leaves setting up a connection, which is not our delay, out of our own", () => {
  const samples = [
    { ...request(0, 1000, 1150, 2000), connectStartMs: 1010, connectedMs: 1149 },
    // Connected ahead of its time: nothing to leave out.
    { ...request(1, 1000, 1007, 2000), connectStartMs: 500, connectedMs: 900 },
  ];
  const { all, own } = scheduleLags(samples, CLOSED, 1);
  assert.deepEqual([...all], [7, 150]);
  assert.deepEqual([...own], [7, 11]);
});

Deno.test("scheduleLags() leaves requests that were sent twice out of our own", () => {
  const { all, own } = scheduleLags([{ ...request(0, 0, 80, 200), retries: 1 }], CLOSED, 1);
  assert.deepEqual([all.length, own.length], [1, 0]);
});

Deno.test("scheduleLags() does not count warm-up, nor what never left", () => {
  const samples = [
    { ...request(0, 0, 80, 200), phase: "warmup" as const },
    makeSample({ index: 1, scheduledMs: 0, sentMs: null, arrivalsMs: new Float64Array() }),
    request(2, 0, 1, 200),
  ];
  assert.deepEqual([...scheduleLags(samples, CLOSED, 1).all], [1]);
});

Deno.test("scheduleLags() holds a wait for a place, which the plan's limit asks for, against nobody", () => {
  const samples = [
    request(0, 0, 0, 500),
    request(1, 100, 500.1, 900),
    // Nobody was in its way.
    request(2, 1000, 1030, 1400),
  ];
  assert.deepEqual([...scheduleLags(samples, open(1), 1).own], [0, 30]);
  assert.deepEqual([...scheduleLags(samples, open(2), 1).own], [0, 30, 400.1]);
  assert.deepEqual([...scheduleLags(samples, open(null), 1).own], [0, 30, 400.1]);
});

Deno.test("scheduleLags() counts places thread by thread, as they are dealt", () => {
  // Two threads of one place each: request 1 has its own thread to itself.
  const samples = [request(0, 0, 0, 500), request(1, 100, 140, 900), request(2, 200, 500.1, 700)];
  assert.deepEqual([...scheduleLags(samples, open(2), 2).own], [0, 40]);
});

Deno.test("loadAdherence() accounts for every planned request", () => {
  const samples = [
    { ...request(0, 0, 0, 500), phase: "warmup" as const },
    request(1, 100, 104, 500),
    request(2, 200, 206, 500),
    makeSample({ index: 3, scheduledMs: 300, sentMs: null, arrivalsMs: new Float64Array() }),
  ];
  assert.deepEqual(
    loadAdherence(samples, {
      plan: open(null),
      maxRequests: 10,
      warmupRequests: 1,
      notStarted: 3,
      pause: null,
      turns: { later: 2, postponed: 1, after_failure: 0 },
    }),
    {
      planned: 11,
      sent: 3,
      late: 1,
      not_started: 3,
      left_over: 4,
      paused_ms: 0,
      pauses: 0,
      capped_pauses: 0,
      offered_rate_per_s: 10,
      achieved_rate_per_s: 2 / 0.206,
      turns: { later: 2, postponed: 1, after_failure: 0 },
    },
  );
});

Deno.test("loadAdherence() of a closed loop has no rates, for it plans none", () => {
  const load = loadAdherence([request(0, 0, 0, 5), request(1, 9, 9, 12)], {
    plan: CLOSED,
    maxRequests: 2,
    warmupRequests: 0,
    notStarted: 0,
    pause: null,
    turns: null,
  });
  assert.equal(load.offered_rate_per_s, null);
  assert.equal(load.achieved_rate_per_s, null);
  assert.equal(load.left_over, 0);
});

Deno.test("loadAdherence() of a run that time alone ends knows of no number planned, nor left over", () => {
  const load = loadAdherence([request(0, 0, 0, 5), request(1, 9, 9, 12)], {
    plan: CLOSED,
    maxRequests: null,
    warmupRequests: 0,
    notStarted: 0,
    pause: null,
    turns: null,
  });
  assert.deepEqual([load.planned, load.left_over, load.sent], [null, null, 2]);
});
