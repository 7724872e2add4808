import assert from "node:assert/strict";
import fc from "fast-check";
import { calibrationPlan } from "../../../../jobs/calibration/calibration_plan.ts";

const load = fc.record({
  kind: fc.constantFrom("closed_loop" as const, "open_loop" as const),
  concurrency: fc.integer({ min: 1, max: 512 }),
  itlMs: fc.double({ min: 2, max: 100, noNaN: true }),
  durationMs: fc.integer({ min: 300, max: 5000 }),
});

Deno.test("calibrationPlan() has enough events to say something, and never longer gaps than asked", () => {
  fc.assert(fc.property(load, (wanted) => {
    const plan = calibrationPlan(wanted);
    assert.ok(plan.itlMs >= 2 && plan.itlMs <= Math.max(2, wanted.itlMs));
    assert.ok(plan.eventsPerResponse >= 2);
    const events = plan.requests * plan.eventsPerResponse;
    // At the closest gaps there are, time alone sets the limit.
    assert.ok(events >= 150 || plan.itlMs === 2, `${events} events`);
    assert.equal(plan.requests % wanted.concurrency, 0);
    assert.equal(plan.warmupRequests, wanted.concurrency);
  }));
});

Deno.test("calibrationPlan() keeps to its time", () => {
  fc.assert(fc.property(load, (wanted) => {
    const plan = calibrationPlan(wanted);
    const rounds = 1 + plan.requests / wanted.concurrency;
    const tookMs = rounds * plan.eventsPerResponse * plan.itlMs;
    assert.ok(tookMs >= 0.6 * wanted.durationMs && tookMs <= 1.4 * wanted.durationMs, `${tookMs}`);
  }));
});

Deno.test("calibrationPlan() of an open loop keeps as many streams in flight as asked", () => {
  const { load, itlMs, eventsPerResponse } = calibrationPlan({
    kind: "open_loop",
    concurrency: 40,
    itlMs: 20,
    durationMs: 1000,
  });
  assert.ok(load.kind === "open_loop");
  const answerS = itlMs * eventsPerResponse / 1000;
  assert.ok(Math.abs(load.requestRatePerS * answerS - 40) < 1e-9);
});

Deno.test("calibrationPlan() refuses what cannot be made", () => {
  const good = { kind: "closed_loop" as const, concurrency: 1, itlMs: 20, durationMs: 500 };
  assert.throws(() => calibrationPlan({ ...good, concurrency: 0 }), /concurrency is 0/);
  assert.throws(() => calibrationPlan({ ...good, durationMs: 5 }), /durationMs is 5/);
});
