import assert from "node:assert/strict";
import { queueEngine } from "../../../../bench/experiments/engine.ts";
import { simulatorOf } from "../../../../bench/experiments/run_plan.ts";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import {
  defaultShape,
  fullOf,
  mostSteps,
  nextStep,
  type Plan,
  planResult,
  ratesOf,
  sloOf,
  type StepResult,
  stepResult,
  sweepOf,
  unanswered,
} from "../../../../jobs/plans/mod.ts";
import { parseSlo } from "../../../../jobs/slo/mod.ts";

const SLO = "ttft:p90<250ms";
const shape = { ...defaultShape(7), length: { durationMs: 20_000 }, warmupMs: 2000 };
/** Ten requests a second are all that this one answers. */
const simulate = simulatorOf(queueEngine(10), 10);
const sweep = sweepOf(shape, ratesOf([1, 2, 4, 8, 16, 32]));

/** Goes through a plan with a client that is not good enough in the steps named. */
function runWith(plan: Plan, isInvalid: (result: StepResult) => boolean): StepResult[] {
  const done: StepResult[] = [];
  for (let step = nextStep(plan, done); step !== null; step = nextStep(plan, done)) {
    const samples = simulate(step);
    const statistics = summarizeRun(samples, { price: null });
    const run = { runId: `step-${step.index}`, quality: "ok", statistics, samples } as const;
    const result = stepResult(step, run, parseSlo(SLO));
    done.push(isInvalid(result) ? { ...result, quality: "invalid" } : result);
  }
  return done;
}

const invalidSteps = (...indices: number[]) => (result: StepResult) =>
  indices.includes(result.step.index);
const rateOf = ({ step }: StepResult) => step.level.kind === "rate" ? step.level.ratePerS : null;

Deno.test("a level that the client could not measure is made once more, and the second run stands", () => {
  const done = runWith(sweep, invalidSteps(1));
  assert.deepEqual(done.map(rateOf), [1, 2, 2, 4, 8, 16]);
  assert.equal(done[2]!.step.label, "sweep: rate 2/s, again");
  assert.notEqual(done[1]!.step.seed, done[2]!.step.seed);
  assert.equal(nextStep(sweep, done.slice(0, 2))!.seed, done[2]!.step.seed, "resumed alike");
  const found = planResult(sweep, done).sweep!;
  assert.deepEqual(found.curve.map(({ level }) => level), [1, 2, 4, 8, 16]);
  assert.equal(found.curve[1]!.run_id, "step-2");
  assert.deepEqual(found.unmeasured, []);
  assert.deepEqual(unanswered(sweep, done), []);
  assert.equal(mostSteps(sweep, done), mostSteps(sweep) + 1);
});

Deno.test("a level that could not be measured twice is noted, judged by nothing, and passed over", () => {
  const done = runWith(sweep, invalidSteps(2, 3));
  assert.deepEqual(done.map(rateOf), [1, 2, 4, 4, 8, 16]);
  const { curve, unmeasured, saturation } = planResult(sweep, done).sweep!;
  assert.deepEqual(unmeasured, [4]);
  assert.deepEqual(curve.map(({ verdict }) => verdict), ["ok", "ok", "invalid", "ok", "ok"]);
  assert.equal(curve[2]!.saturated, null);
  assert.deepEqual([saturation.level, saturation.highest_unsaturated], [16, 8]);
  assert.deepEqual(unanswered(sweep, done), ["sweep: rate 4/s"]);
});

Deno.test("a sweep ends after two levels in a row that the client could not measure", () => {
  const done = runWith(sweep, (result) => result.step.index >= 1);
  assert.deepEqual(done.map(rateOf), [1, 2, 2, 4, 4]);
  const { unmeasured, saturation } = planResult(sweep, done).sweep!;
  assert.deepEqual(unmeasured, [2, 4]);
  assert.deepEqual([saturation.level, saturation.highest_unsaturated], [null, 1]);
});

Deno.test("a level whose saturation nobody measured is never the one sustained", () => {
  const plan = fullOf(shape, { slo: null, levels: ratesOf([2, 4, 8]), sustainedMs: 20_000 });
  const open = {
    ...plan,
    warmup: { ...plan.warmup, level: { kind: "rate", ratePerS: 1 } },
  } as const;
  const last = runWith(open, invalidSteps(2, 3)).at(-1)!;
  assert.equal(last.step.stage, "sustained");
  assert.equal(rateOf(last), 0.9 * 8);
  const short = { ...open, sweep: sweepOf(shape, ratesOf([2, 4])) };
  const below = runWith(short, invalidSteps(2, 3)).at(-1)!;
  assert.equal(rateOf(below), 0.9 * 2);
});

Deno.test("an invalid run leaves a search open only while that is not confirmed", () => {
  const plan: Plan = { ...sloOf(shape, SLO), precision: 0.2 };
  const done = runWith(plan, invalidSteps(3));
  assert.equal(planResult(plan, done).slo!.confirmed, true);
  assert.deepEqual(unanswered(plan, done), []);
  assert.deepEqual(unanswered(plan, done.slice(0, 5)), ["the highest rate"]);
  const one: Plan = { kind: "load", shape, level: { kind: "rate", ratePerS: 4 } };
  assert.deepEqual(unanswered(one, runWith(one, () => true)), ["load: rate 4/s"]);
  assert.deepEqual(unanswered(one, runWith(one, () => false)), []);
});

Deno.test("saturation is judged by the rate that was drawn, and the curve states it", () => {
  const brief = sweepOf({ ...shape, length: { durationMs: 5000 } }, ratesOf([4, 5]));
  const done = runWith(brief, () => false);
  const { curve } = planResult(brief, done).sweep!;
  assert.deepEqual(
    curve.map(({ planned_rate }) => planned_rate),
    done.map((one) => one.plannedRatePerS),
  );
  // Throughput that stood still is no saturation where chance planned no more requests than before.
  const [first, second] = done as [StepResult, StepResult];
  const still = (plannedRatePerS: number): StepResult => ({
    ...second,
    plannedRatePerS,
    statistics: first.statistics,
    backlog: null,
  });
  const saturated = (plannedRatePerS: number) =>
    planResult(brief, [{ ...first, plannedRatePerS: 4.2 }, still(plannedRatePerS)]).sweep!
      .curve[1]!.saturated;
  assert.equal(saturated(4.2), null);
  assert.equal(saturated(5.2), "throughput no longer rises");
});

Deno.test("a plan's result keeps of each run what its figures alone do not say", () => {
  const done = runWith(sweepOf(shape, ratesOf([2, 4])), () => false);
  const { runs } = planResult(sweep, done);
  assert.deepEqual(runs, {
    "step-0": { planned_rate: done[0]!.plannedRatePerS, goodput: done[0]!.goodput },
    "step-1": { planned_rate: done[1]!.plannedRatePerS, goodput: done[1]!.goodput },
  });
  assert.ok(done[1]!.goodput!.share.asked > 0);
});

Deno.test("a step that replays recorded times has drawn none", () => {
  const [{ step, statistics, quality, runId }] = runWith(
    sweepOf(shape, ratesOf([2])),
    () => false,
  ) as [
    StepResult,
  ];
  const run = { runId, quality, statistics, samples: [] };
  assert.equal(stepResult(step, { ...run, ownTimes: true }).plannedRatePerS, null);
  assert.ok(stepResult(step, run).plannedRatePerS! > 0);
});
