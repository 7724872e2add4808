import assert from "node:assert/strict";
import fc from "fast-check";
import { arrivalTimesMs, type OpenLoopPlan } from "../../../../jobs/loadgen/load_plan.ts";

const plan = (changes: Partial<OpenLoopPlan>): OpenLoopPlan => ({
  kind: "open_loop",
  requestRatePerS: 50,
  arrival: "poisson",
  burstiness: 1,
  ramp: null,
  maxConcurrency: null,
  ...changes,
});

const anyPlan = fc.record({
  requestRatePerS: fc.double({ min: 0.01, max: 10_000, noNaN: true }),
  arrival: fc.constantFrom("constant" as const, "poisson" as const, "gamma" as const),
  burstiness: fc.double({ min: 0.05, max: 50, noNaN: true }),
}).map(plan);

function gapsOf(times: Float64Array): number[] {
  return Array.from(times.subarray(1), (time, i) => time - times[i]!);
}

function meanAndCv(values: number[]): { mean: number; cv: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, cv: Math.sqrt(variance) / mean };
}

Deno.test("the same plan and seed give the same times, which begin at 0 and never go back", () => {
  fc.assert(
    fc.property(anyPlan, fc.nat(), fc.nat(300), (plan, seed, count) => {
      const times = arrivalTimesMs(plan, seed, count);
      assert.deepEqual(times, arrivalTimesMs(plan, seed, count));
      assert.equal(times.length, count);
      if (count > 0) assert.equal(times[0], 0);
      assert.ok(gapsOf(times).every((gap) => gap >= 0 && Number.isFinite(gap)));
    }),
    { seed: 11 },
  );
});

Deno.test("a longer plan without a ramp begins with the shorter one", () => {
  const long = arrivalTimesMs(plan({}), 5, 100);
  assert.deepEqual(arrivalTimesMs(plan({}), 5, 40), long.slice(0, 40));
});

Deno.test("another seed gives other times", () => {
  assert.notDeepEqual(arrivalTimesMs(plan({}), 1, 10), arrivalTimesMs(plan({}), 2, 10));
});

Deno.test("constant gaps are all 1 / rate", () => {
  const times = arrivalTimesMs(plan({ arrival: "constant", requestRatePerS: 4 }), 1, 5);
  assert.deepEqual([...times], [0, 250, 500, 750, 1000]);
});

for (const burstiness of [0.2, 0.7, 1, 3, 20]) {
  Deno.test(`gamma gaps with burstiness ${burstiness} have mean 1 / rate and variation 1 / sqrt(burstiness)`, () => {
    const times = arrivalTimesMs(plan({ arrival: "gamma", burstiness }), 42, 200_000);
    const { mean, cv } = meanAndCv(gapsOf(times));
    // Five standard errors of a mean of 200,000 gaps.
    assert.ok(Math.abs(mean / 20 - 1) < 5 / Math.sqrt(200_000 * burstiness), `mean ${mean}`);
    assert.ok(Math.abs(cv * Math.sqrt(burstiness) - 1) < 0.05, `variation ${cv}`);
  });
}

Deno.test("Poisson gaps are exponential: the share above t means is exp(-t)", () => {
  const gaps = gapsOf(arrivalTimesMs(plan({}), 9, 200_000));
  for (const means of [0.1, 0.5, 1, 2, 4]) {
    const share = gaps.filter((gap) => gap > means * 20).length / gaps.length;
    assert.ok(Math.abs(share - Math.exp(-means)) < 0.006, `${means}: ${share}`);
  }
});

Deno.test("ramps go from one rate to the other, in equal steps or by equal factors", () => {
  const ramped = (strategy: "linear" | "exponential") =>
    gapsOf(
      arrivalTimesMs(
        plan({ arrival: "constant", ramp: { strategy, startPerS: 10, endPerS: 1000 } }),
        1,
        102,
      ),
    ).map((gapMs) => 1000 / gapMs);
  const linear = ramped("linear");
  const exponential = ramped("exponential");
  // Gap i has the rate of request i, so the 101st gap is one step short of the end.
  assert.ok(Math.abs(linear[0]! - 10) < 1e-9 && Math.abs(exponential[0]! - 10) < 1e-9);
  assert.ok(Math.abs(linear[1]! - linear[0]! - 990 / 101) < 1e-6);
  assert.ok(Math.abs(exponential[1]! / exponential[0]! - 100 ** (1 / 101)) < 1e-6);
  assert.ok(Math.abs(linear.at(-1)! - (1000 - 990 / 101)) < 1e-3);
});
