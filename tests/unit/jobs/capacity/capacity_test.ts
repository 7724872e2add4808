import assert from "node:assert/strict";
import fc from "fast-check";
import { queueEngine } from "../../../../bench/experiments/engine.ts";
import { runPlan, simulatorOf } from "../../../../bench/experiments/run_plan.ts";
import { capacity, capacityOfGroup, type CapacityQuestion } from "../../../../jobs/capacity/mod.ts";
import { defaultShape, planResult, ratesOf, sloOf, sweepOf } from "../../../../jobs/plans/mod.ts";

const QUESTION: CapacityQuestion = {
  targetRatePerS: 100,
  maxRatePerS: 10,
  interval: [9.5, 10.5],
  confirmed: true,
  headroom: 0.3,
  gpusPerInstance: 8,
  scalingEfficiency: null,
};

Deno.test("capacity() divides by the lower end of the interval less headroom, and rounds up", () => {
  const answer = capacity(QUESTION);
  assert.ok(Math.abs(answer.rate_per_instance - 9.5 * 0.7) < 1e-12);
  assert.equal(answer.instances, Math.ceil(100 / 6.65));
  assert.equal(answer.gpus, 8 * answer.instances);
  assert.ok(Math.abs(answer.utilisation - 100 / (16 * 9.5)) < 1e-12);
});

Deno.test("capacity() always suffices, and one instance less never would", () => {
  const positive = fc.double({ min: 0.01, max: 1e4, noNaN: true });
  fc.assert(fc.property(
    positive,
    positive,
    fc.double({ min: 0, max: 0.9, noNaN: true }),
    (targetRatePerS, maxRatePerS, headroom) => {
      const question = { ...QUESTION, targetRatePerS, maxRatePerS, interval: null, headroom };
      const { instances, rate_per_instance } = capacity(question);
      assert.ok(instances >= 1);
      assert.ok(instances * rate_per_instance >= targetRatePerS * (1 - 1e-9));
      assert.ok((instances - 1) * rate_per_instance < targetRatePerS);
    },
  ));
});

Deno.test("capacity() says which assumption moves the answer most", () => {
  const dominant = (changes: Partial<CapacityQuestion>) =>
    capacity({ ...QUESTION, ...changes }).assumptions[0]!.name;
  assert.equal(dominant({}), "headroom");
  assert.equal(dominant({ headroom: 0 }), "linear scaling");
  assert.equal(dominant({ headroom: 0, interval: [5, 12] }), "lower end of the interval");
  assert.equal(dominant({ headroom: 0.1, confirmed: false }), "unconfirmed rate");
  assert.equal(dominant({ headroom: 0.1, targetRatePerS: 1 }), "whole instances");
  assert.equal(dominant({ headroom: 0, scalingEfficiency: 0.5 }), "linear scaling");
  const { assumptions, dominant_assumption } = capacity(QUESTION);
  assert.equal(dominant_assumption, assumptions[0]!.statement);
  assert.match(dominant_assumption, /30 % of each instance is kept free/);
});

Deno.test("capacity() takes nothing for granted of many instances where one is enough", () => {
  const names = (targetRatePerS: number) =>
    capacity({ ...QUESTION, targetRatePerS }).assumptions.map(({ name }) => name);
  assert.equal(capacity({ ...QUESTION, targetRatePerS: 1 }).instances, 1);
  assert.ok(!names(1).includes("linear scaling"));
  assert.ok(names(1000).includes("linear scaling"));
});

Deno.test("capacity() refuses figures that cannot be, in one line", () => {
  assert.throws(
    () => capacity({ ...QUESTION, headroom: 1 }),
    /the headroom is 1 and must be from 0/,
  );
  assert.throws(() => capacity({ ...QUESTION, targetRatePerS: 0 }), /the target rate is 0/);
  assert.throws(() => capacity({ ...QUESTION, maxRatePerS: NaN }), /is NaN and must be above 0/);
  assert.throws(() => capacity({ ...QUESTION, scalingEfficiency: 2 }), /efficiency is 2/);
});

const shape = { ...defaultShape(5), length: { durationMs: 20_000 } };
const simulate = simulatorOf(queueEngine(10), 10);
const OPTIONS = { targetRatePerS: 40, gpusPerInstance: 2, gpuUsdPerHour: 3 };

Deno.test("a group that searched answers for its objectives, and its cost is charged once", () => {
  const plan = { ...sloOf(shape, "ttft:p90<300ms"), precision: 0.2 };
  const steps = runPlan(plan, simulate);
  const result = planResult(plan, steps);
  const answer = capacityOfGroup(result, steps, OPTIONS);
  assert.equal(answer.under, "ttft:p90<300ms");
  assert.equal(answer.instances, Math.ceil(40 / (0.7 * result.slo!.interval![0])));
  const { cost } = answer;
  assert.equal(cost!.usd_per_hour, 3 * 2 * answer.instances);
  // Every simulated request has 550 tokens in and 10 out.
  const perRequest = (550 * cost!.input_usd_per_mtok! + 10 * cost!.output_usd_per_mtok!) / 1e6;
  assert.ok(Math.abs(perRequest * 40 * 3600 / cost!.usd_per_hour - 1) < 1e-9);
  assert.ok(Math.abs(perRequest * 1e6 / cost!.usd_per_million_requests - 1) < 1e-9);
});

Deno.test("a group that swept answers with its highest level not saturated, unconfirmed", () => {
  const plan = sweepOf(shape, ratesOf([4, 8, 16]));
  const steps = runPlan(plan, simulate);
  const answer = capacityOfGroup(planResult(plan, steps), steps, {
    ...OPTIONS,
    gpuUsdPerHour: null,
  });
  assert.match(answer.under, /highest level of the sweep/);
  assert.ok(answer.assumptions.some(({ name }) => name === "unconfirmed rate"));
  assert.equal(answer.cost, null);
});

Deno.test("a group without a highest rate is refused, with what to run", () => {
  assert.throws(() => capacityOfGroup({}, [], OPTIONS), /run one with --plan slo or sweep/);
});
