import assert from "node:assert/strict";
import { doneSteps } from "../../../jobs/done_steps.ts";
import type { DoneStep } from "../../../jobs/group_json.ts";
import { groupJson } from "../../../jobs/group_json.ts";
import type { GroupProgress, GroupRecord } from "../../../jobs/group_record.ts";
import { summarizeRun } from "../../../jobs/metrics/mod.ts";
import {
  defaultShape,
  planResult,
  ratesOf,
  type StepSpec,
  sweepOf,
} from "../../../jobs/plans/mod.ts";
import { reuseCalibrations } from "../../../jobs/reuse_calibrations.ts";
import type { MeasuredRun } from "../../../jobs/run_benchmark.ts";
import { runPlan } from "../../../jobs/run_plan.ts";
import type { RunStatus } from "../../../jobs/run_record.ts";
import type { CalibrationOptions } from "../../../jobs/calibration/mod.ts";
import { discarded } from "../../../jobs/calibration/calibration_result.ts";
import { makeEndpoint, makeRunRecord, makeSample } from "../../testing/samples.ts";

const SHAPE = { ...defaultShape(7), pauseMs: 5 };

function groupRecord(): GroupRecord {
  const { endpoint, workload, workloadId, seed, methodologyVersion, region, command, startedAt } =
    makeRunRecord({ endpoint: makeEndpoint() });
  const plan = { ...sweepOf(SHAPE, ratesOf([1, 2, 3])), stopAtSaturation: false };
  return {
    id: crypto.randomUUID(),
    ...{ endpoint, workload, workloadId, seed, methodologyVersion, region, command, startedAt },
    against: null,
    plan,
    slo: null,
    options: {},
    metadata: {},
  };
}

function runOf(step: StepSpec, status: RunStatus = "complete"): MeasuredRun {
  const samples = [makeSample({ index: 0, sentMs: 0 }), makeSample({ index: 1, sentMs: 500 })];
  const record = makeRunRecord({ place: { groupId: "g", step } });
  return {
    record: { ...record, id: crypto.randomUUID() },
    checks: [],
    status,
    reason: status === "complete" ? null : `it was ${status}`,
    quality: { verdict: "ok", reasons: [] },
    statistics: summarizeRun(samples, { price: null }),
    endedAt: new Date("2026-11-16T08:01:00Z"),
    samples,
    unstored: null,
  };
}

/** Goes through the plan; the step of each index ends as it is told, and completes otherwise. */
async function planned(
  { resumed = [], ends = {}, unstored = {} }: {
    resumed?: DoneStep[];
    ends?: Record<number, RunStatus>;
    unstored?: Record<number, string>;
  } = {},
) {
  const made: StepSpec[] = [];
  const pauses: number[] = [];
  const stored: GroupProgress[] = [];
  const group = await runPlan(groupRecord(), resumed, {
    runStep: (step) => {
      made.push(step);
      const run = runOf(step, ends[step.index]);
      return Promise.resolve({ ...run, unstored: unstored[step.index] ?? null });
    },
    onStep: () => {},
    onProgress: (progress) => Promise.resolve(void stored.push(progress)),
    sleep: (ms) => Promise.resolve(void pauses.push(ms)),
    signal: new AbortController().signal,
    now: () => new Date("2026-11-16T09:00:00Z"),
  });
  return { group, made: made.map(({ index }) => index), pauses, stored };
}

Deno.test("a plan stores how far it has come after every step, and pauses between them", async () => {
  const { group, made, pauses, stored } = await planned();
  assert.deepEqual([group.status, made, pauses], ["complete", [0, 1, 2], [5, 5]]);
  assert.deepEqual(stored.map(({ status, result }) => [status, result.sweep!.curve.length]), [
    ["running", 0],
    ["running", 1],
    ["running", 2],
    ["running", 3],
    ["complete", 3],
  ]);
  assert.equal(stored.at(-1)!.endedAt?.toISOString(), "2026-11-16T09:00:00.000Z");
});

Deno.test("an interrupted step is not done, and what follows is made when the plan goes on", async () => {
  const first = await planned({ ends: { 1: "interrupted" } });
  assert.deepEqual([first.group.status, first.group.steps.length], ["interrupted", 1]);
  const second = await planned({ resumed: [...first.group.steps] });
  assert.deepEqual([second.group.status, second.made], ["complete", [1, 2]]);
});

Deno.test("an endpoint that never answered fails the group; one that breaks down under load does not", async () => {
  const never = await planned({ ends: { 0: "failed" } });
  assert.deepEqual([never.group.status, never.made, never.group.steps.length], ["failed", [0], 0]);
  assert.match(never.group.reason!, /^sweep: rate 1\/s: it was failed$/);
  const breaks = await planned({ ends: { 1: "failed" } });
  assert.deepEqual([breaks.group.status, breaks.made], ["complete", [0, 1, 2]]);
});

Deno.test("a step whose samples could not all be stored is not done", async () => {
  const { group } = await planned({ unstored: { 1: "the disk is full" } });
  assert.deepEqual([group.status, group.steps.length], ["failed", 1]);
  assert.match(group.reason!, /the disk is full/);
});

Deno.test("of steps made twice the last stands, and none after a missing one", async () => {
  const { group: { steps } } = await planned();
  const [a, b, c] = steps as [DoneStep, DoneStep, DoneStep];
  const interrupted = { ...b, run: { ...b.run, status: "interrupted" as const } };
  const again = { ...b, run: { ...b.run, reason: "made anew" } };
  assert.deepEqual(doneSteps([a, interrupted, again, c]), [a, again, c]);
  assert.deepEqual(doneSteps([a, interrupted, c]), [a]);
  const failed = { ...a, run: { ...a.run, status: "failed" as const } };
  assert.deepEqual(doneSteps([failed]), []);
});

Deno.test("a level that the client could not measure is never the highest one", async () => {
  const { group: { record, steps } } = await planned();
  const [{ result }] = steps as [DoneStep];
  const highest = (quality: "ok" | "invalid") =>
    planResult(record.plan, [{ ...result, quality }]).sweep!.saturation.highest_unsaturated;
  assert.deepEqual([highest("ok"), highest("invalid")], [1, null]);
});

Deno.test("a group's JSON survives being written, and has what it lacks as null", async () => {
  const { group } = await planned();
  const json = groupJson(group, null);
  assert.deepEqual(JSON.parse(JSON.stringify(json)), json);
  assert.deepEqual([json.slo, json.comparison, json.capacity, json.sustained], [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("a calibration answers for a minute and for loads like its own, unless it was discarded", async () => {
  let atMs = 0;
  let made = 0;
  let reason: string | null = null;
  const options: CalibrationOptions = {
    kind: "closed_loop",
    concurrency: 4,
    itlMs: 20,
    durationMs: 700,
    transport: "raw",
    workers: 1,
    signal: new AbortController().signal,
  };
  const calibrate = reuseCalibrations((asked) => {
    made++;
    return Promise.resolve({ ...discarded(asked, ""), discardedReason: reason });
  }, () => atMs);
  const madeBy = async (changes: Partial<CalibrationOptions>, ms: number) => {
    atMs = ms;
    const before = made;
    await calibrate({ ...options, ...changes });
    return made - before;
  };
  assert.equal(await madeBy({}, 0), 1);
  assert.equal(await madeBy({ concurrency: 5, itlMs: 15 }, 59_000), 0);
  assert.equal(await madeBy({ concurrency: 8 }, 59_000), 1);
  assert.equal(await madeBy({ workers: 2 }, 59_000), 1);
  assert.equal(await madeBy({}, 61_000), 1);
  reason = "it was disturbed";
  assert.equal(await madeBy({ itlMs: 100 }, 61_000), 1);
  assert.equal(await madeBy({ itlMs: 100 }, 61_000), 1);
});
