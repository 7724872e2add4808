import assert from "node:assert/strict";
import fc from "fast-check";
import { requestsOf } from "../../../../bench/experiments/run_plan.ts";
import { arrivalTimesMs } from "../../../../jobs/loadgen/load_plan.ts";
import {
  concurrenciesOf,
  defaultShape,
  fullOf,
  nextStep,
  parseLevels,
  type Plan,
  plannedRatePerS,
  ratesOf,
  shortStepsNote,
  sloOf,
  stepLimits,
  type StepShape,
  sweepOf,
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

Deno.test("plannedRatePerS() is the rate of the requests drawn, and not the one asked for", () => {
  fc.assert(fc.property(
    fc.double({ min: 1, max: 50, noNaN: true }),
    fc.integer({ min: 2000, max: 20_000 }),
    fc.integer({ min: 0, max: 4000 }),
    fc.nat({ max: 1000 }),
    (ratePerS, durationMs, warmupMs, seed) => {
      const length = { durationMs };
      const { step } = stepOf({ length, warmupMs, warmupRequests: 0 }, ratePerS, seed);
      const { maxRequests } = stepLimits(step, Infinity);
      const { dueMs } = requestsOf(step);
      const within = dueMs.filter((due) => due >= warmupMs && due < warmupMs + durationMs).length;
      assert.equal(maxRequests, Math.max(1, within));
      assert.ok(Math.abs(plannedRatePerS(step)! - maxRequests / (durationMs / 1000)) < 1e-9);
    },
  ));
});

Deno.test("plannedRatePerS() begins after the last of more warm-up requests than fit into their time", () => {
  const { step, load } = stepOf(
    { length: { durationMs: 10_000 }, warmupMs: 100, warmupRequests: 20 },
    10,
  );
  const fromMs = arrivalTimesMs(load, step.seed, 20)[19]!;
  const { maxRequests } = stepLimits(step, Infinity);
  assert.equal(plannedRatePerS(step), maxRequests / ((10_100 - fromMs) / 1000));
});

Deno.test("plannedRatePerS() of evenly spaced requests is the rate asked for, however many", () => {
  const even = { arrival: "constant", warmupMs: 500, warmupRequests: 2 } as const;
  for (const length of [{ requests: 25 }, { requests: 2 }, { durationMs: 5000 }]) {
    const { step } = stepOf({ ...even, length }, 8);
    assert.ok(Math.abs(plannedRatePerS(step)! - 8) < 1e-9, JSON.stringify(length));
  }
  assert.equal(plannedRatePerS(stepOf({ ...even, length: { requests: 1 } }, 8).step), null);
});

Deno.test("a plan with short steps says that it will find too high a rate, and only such a plan", () => {
  const shape = (durationMs: number) => ({ ...defaultShape(1), length: { durationMs } });
  const levels = ratesOf([1, 2]);
  const slo = "ttft:p95<500ms";
  const note = /^steps of 5 s begin with nobody waiting .* --duration 30s/;
  assert.match(shortStepsNote(sloOf(shape(5000), slo))!, note);
  assert.match(shortStepsNote(sweepOf(shape(5000), levels))!, note);
  assert.match(shortStepsNote(fullOf(shape(5000), { slo: null, levels }))!, note);
  const silent: Plan[] = [
    sloOf(shape(10_000), slo),
    sweepOf(shape(5000), concurrenciesOf([1, 2])),
    { kind: "load", shape: shape(5000), level: levels[0]! },
    sloOf({ ...shape(1), length: { requests: 20 } }, slo),
  ];
  for (const plan of silent) assert.equal(shortStepsNote(plan), null);
});
