import assert from "node:assert/strict";
import fc from "fast-check";
import { requestsOf } from "../../../../bench/experiments/run_plan.ts";
import { arrivalTimesMs } from "../../../../jobs/loadgen/load_plan.ts";
import {
  defaultShape,
  nextStep,
  parseLevels,
  type Plan,
  stepLimits,
  type StepShape,
} from "../../../../jobs/plans/mod.ts";

function stepOf(changes: Partial<StepShape>, ratePerS: number, seed = 3) {
  const plan: Plan = {
    kind: "load",
    shape: { ...defaultShape(seed), ...changes },
    level: { kind: "rate", ratePerS },
  };
  const step = nextStep(plan, [])!;
  assert.ok(step.load.kind === "open_loop");
  return { step, load: step.load };
}

Deno.test("a timed step of an open loop has the requests that are due in its time", () => {
  fc.assert(fc.property(
    fc.double({ min: 0.5, max: 50, noNaN: true }),
    fc.integer({ min: 1000, max: 20_000 }),
    fc.integer({ min: 0, max: 4000 }),
    fc.nat({ max: 5 }),
    fc.nat({ max: 1000 }),
    (ratePerS, durationMs, warmupMs, warmupRequests, seed) => {
      const length = { durationMs };
      const { step, load } = stepOf({ length, warmupMs, warmupRequests }, ratePerS, seed);
      const { maxRequests, stopAfterMs } = stepLimits(step, Infinity);
      const { dueMs, warmup } = requestsOf(step);
      assert.equal(dueMs.length, maxRequests + warmup);
      const due = arrivalTimesMs(load, step.seed, dueMs.length + 1).at(-1)!;
      if (maxRequests > 1) {
        assert.ok(dueMs.at(-1)! < warmupMs + durationMs && due >= warmupMs + durationMs);
      }
      assert.ok(stopAfterMs > warmupMs + durationMs);
    },
  ));
});

Deno.test("a step of so many requests has them, and the time it is given", () => {
  const { step } = stepOf({ length: { requests: 25 }, warmupRequests: 2, warmupMs: 0 }, 5);
  assert.deepEqual(stepLimits(step, 90_000), {
    maxRequests: 25,
    warmupRequests: 2,
    warmupMs: 0,
    stopAfterMs: 90_000,
  });
});

Deno.test("a timed step of a closed loop ends by its time alone", () => {
  const plan: Plan = {
    kind: "load",
    shape: { ...defaultShape(1), length: { durationMs: 5000 }, warmupMs: 1000 },
    level: { kind: "concurrency", concurrency: 4 },
  };
  const { maxRequests, stopAfterMs } = stepLimits(nextStep(plan, [])!, 90_000);
  assert.equal(stopAfterMs, 6000);
  assert.ok(maxRequests >= 1_000_000);
});

Deno.test("neighbouring seeds share no step's seed, and every seed is one a generator takes", () => {
  const seedOf = (seed: number) => stepOf({}, 1, seed).step.seed;
  assert.ok(seedOf(4) - seedOf(3) > 1000);
  for (const seed of [0, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]) {
    assert.ok(Number.isSafeInteger(seedOf(seed)) && seedOf(seed) >= 0, `${seed}`);
  }
});

Deno.test("parseLevels() reads lists, linear rows and geometric rows", () => {
  assert.deepEqual(parseLevels("8,1, 2,4,2", "--rates"), [1, 2, 4, 8]);
  assert.deepEqual(parseLevels("0.5", "--rates"), [0.5]);
  assert.deepEqual(parseLevels("1..10+3", "--rates"), [1, 4, 7, 10]);
  assert.deepEqual(parseLevels("0.1..0.5+0.1", "--rates"), [0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(parseLevels("1..50*2", "--concurrencies", true), [1, 2, 4, 8, 16, 32, 50]);
});

Deno.test("parseLevels() refuses what makes no levels, in one line", () => {
  for (
    const text of ["", "1,,2", "a", "0", "-1", "1..0*2", "1..8*1", "1..8+0", "1,Infinity", "1e999"]
  ) {
    assert.throws(
      () => parseLevels(text, "--rates"),
      /^RangeError: --rates ".*" cannot be read: /,
      text,
    );
  }
  assert.throws(() => parseLevels("1.5", "--concurrencies", true), /whole numbers above 0/);
  assert.throws(() => parseLevels("1..1000+1", "--rates"), /more than 100 levels/);
});
