import assert from "node:assert/strict";
import { queueEngine } from "../../../../bench/experiments/engine.ts";
import { compareWorld } from "../../../../bench/experiments/compare_world.ts";
import { runPlan, simulatorOf } from "../../../../bench/experiments/run_plan.ts";
import {
  compareOf,
  concurrenciesOf,
  defaultShape,
  fullOf,
  mostSteps,
  nextStep,
  type Plan,
  planResult,
  ratesOf,
  sloOf,
  type StepResult,
  sweepOf,
} from "../../../../jobs/plans/mod.ts";
import { parseSlo } from "../../../../jobs/slo/mod.ts";

const SLO = "ttft:p90<250ms";
/** Ten requests a second are all that this one answers. */
const simulate = simulatorOf(queueEngine(10), 10);
const shape = { ...defaultShape(7), length: { durationMs: 20_000 }, warmupMs: 2000 };
const rate = (ratePerS: number) => ({ kind: "rate", ratePerS }) as const;

const PLANS: Record<string, Plan> = {
  load: { kind: "load", shape, level: rate(4) },
  sweep: sweepOf(shape),
  slo: { ...sloOf(shape, SLO), precision: 0.2 },
  sustained: { kind: "sustained", shape, level: rate(4) },
  compare: compareOf(shape, rate(4), { requestsPerSide: 24, rounds: 16 }),
};

for (const [name, plan] of Object.entries(PLANS)) {
  Deno.test(`${name} goes on after every step as if it had never stopped`, () => {
    const done = runPlan(plan, simulate, parseSlo(SLO));
    assert.ok(done.length > 0 && done.length <= mostSteps(plan));
    // A plan is data: what was stored says as much as what was in memory.
    const stored: Plan = JSON.parse(JSON.stringify(plan));
    done.forEach(({ step }, i) => {
      assert.equal(step.index, i);
      assert.deepEqual(nextStep(stored, done.slice(0, i)), step);
    });
    assert.equal(nextStep(stored, done), null);
    assert.equal(done[0]!.step.pauseBeforeMs, 0);
    if (done.length > 1) assert.equal(done[1]!.step.pauseBeforeMs, shape.pauseMs);
  });
}

Deno.test("full warms up, sweeps until saturation, searches and sustains, and can be resumed", () => {
  const plan = fullOf(shape, { slo: SLO, levels: ratesOf([2, 4, 8, 16, 32]) });
  const open = { ...plan, warmup: { ...plan.warmup, level: rate(1) } };
  const done = runPlan(open, simulate, parseSlo(SLO));
  const stages = done.map(({ step }) => step.stage);
  assert.deepEqual([...new Set(stages)], ["warmup", "sweep", "slo", "sustained"]);
  assert.deepEqual(
    done.filter(({ step }) => step.stage === "sweep").map(({ step }) => step.level),
    ratesOf([2, 4, 8, 16]),
    "32/s is not tried: 16/s is saturated",
  );
  done.forEach(({ step }, i) => assert.deepEqual(nextStep(open, done.slice(0, i)), step));
  const { slo, sweep, sustained, tail_ratio } = planResult(open, done);
  const last = done.at(-1)!.step;
  assert.deepEqual(last.level, rate(0.9 * slo!.interval![0]));
  assert.equal(sweep!.saturation.reason, "backlog grows");
  assert.equal(sweep!.saturation.highest_unsaturated, 8);
  assert.equal(sustained!.windows.length, 20);
  assert.ok(tail_ratio!.ttft_ms.ratio! > 1);
  // The sweep's runs are probes: none of them is made twice.
  assert.ok(slo!.tried.some(({ rate: tried }) => tried === 4));
});

Deno.test("full without objectives sustains a share of the highest level not saturated", () => {
  const plan = fullOf(shape, { slo: null, levels: ratesOf([4, 8, 16]), sustainedMs: 30_000 });
  const open = { ...plan, warmup: { ...plan.warmup, level: rate(1) } };
  const last = runPlan(open, simulate).at(-1)!.step;
  assert.equal(last.stage, "sustained");
  assert.deepEqual(last.level, rate(0.9 * 8));
  assert.deepEqual(last.length, { durationMs: 30_000 });
});

Deno.test("nextStep() refuses steps that do not follow each other", () => {
  const done = runPlan(PLANS.sweep!, simulate);
  assert.throws(() => nextStep(PLANS.sweep!, done.slice(1)), /step 0 is missing/);
  assert.throws(() => nextStep(PLANS.sweep!, [done[0]!, done[2]!]), /step 1 is missing/);
});

Deno.test("a sweep goes on beyond saturation when told to", () => {
  const stubborn = { ...sweepOf(shape, ratesOf([8, 16, 32])), stopAtSaturation: false };
  assert.equal(runPlan(stubborn, simulate).length, 3);
});

Deno.test("a sweep over concurrencies asks for closed loops", () => {
  const step = nextStep(sweepOf(shape, concurrenciesOf([1, 2])), [])!;
  assert.deepEqual(step.load, { kind: "closed_loop", concurrency: 1 });
});

Deno.test("compare alternates which side is first, and both get the identical requests", () => {
  const plan = compareOf(shape, rate(4), { requestsPerSide: 39, rounds: 16 });
  const done = runPlan(plan, compareWorld({ seed: 1, ttftRatio: 1.5 }));
  assert.equal(done.map(({ step }) => step.side).join("").slice(0, 8), "abbaabba");
  for (let round = 0; round < plan.rounds; round++) {
    const [one, other] = done.slice(2 * round, 2 * round + 2).map(({ step }) => step);
    assert.equal(one!.round, round);
    assert.equal(one!.seed, other!.seed);
    assert.deepEqual(one!.load, other!.load);
    assert.deepEqual(one!.length, other!.length);
  }
  const seeds = new Set(done.map(({ step }) => step.seed));
  assert.equal(seeds.size, plan.rounds, "each round has requests of its own");
  const measured = (side: string) =>
    done.filter(({ step }) => step.side === side)
      .reduce((sum, { statistics }) => sum + statistics.counts.started, 0);
  assert.deepEqual([measured("a"), measured("b")], [39, 39]);
  assert.equal(planResult(plan, done).comparison!.ttft_ms.verdict, "a is better");
});

Deno.test("compare leaves out blocks of which a step is missing or not good enough", () => {
  const plan = compareOf(shape, rate(4), { requestsPerSide: 54, rounds: 18 });
  const done = runPlan(plan, compareWorld({ seed: 2, ttftRatio: 1 }));
  const blocks = (steps: StepResult[]) => planResult(plan, steps).comparison!.ttft_ms.blocks;
  assert.equal(blocks(done), 9);
  assert.equal(blocks(done.slice(0, -1)), 8);
  assert.equal(blocks(done.map((one, i) => i === 5 ? { ...one, quality: "invalid" } : one)), 8);
});

Deno.test("compareOf() refuses rounds that could show nothing", () => {
  assert.throws(() => compareOf(shape, rate(1), { rounds: 10 }), /at least 16; got 10/);
  assert.throws(() => compareOf(shape, rate(1), { rounds: 17 }), /even number/);
  assert.throws(() => compareOf(shape, rate(1), { requestsPerSide: 20 }), /at least 24 requests/);
});
