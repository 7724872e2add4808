import assert from "node:assert/strict";
import fc from "fast-check";
import {
  predictedStallP99Ms,
  repeatedStallP99Ms,
} from "../../../../jobs/quality/predicted_stall.ts";

/** A thread that ticked so late. */
function thread(elapsedMs: number, ...tickLagsMs: number[]) {
  return { elapsedMs, tickLagsMs: Float64Array.from(tickLagsMs) };
}

function repeated(count: number, lagMs: number): number[] {
  return Array<number>(count).fill(lagMs);
}

function assertNear(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);
}

Deno.test("predictedStallP99Ms() takes what timers are always late by for no stall", () => {
  assert.equal(predictedStallP99Ms([thread(1000, ...repeated(450, 2.2))]), 0);
  assert.equal(predictedStallP99Ms([thread(1000, ...repeated(480, 0.1))]), 0);
});

Deno.test("predictedStallP99Ms() of one stall is its length less a hundredth of the time", () => {
  const quiet = repeated(400, 0);
  assertNear(predictedStallP99Ms([thread(1000, ...quiet, 100)]), 90);
  assertNear(predictedStallP99Ms([thread(10_000, ...quiet, 100)]), 0);
  // Two stalls reach beyond x together: 2 (100 - x) = 10.
  assertNear(predictedStallP99Ms([thread(1000, ...quiet, 100, 100)]), 95);
});

Deno.test("predictedStallP99Ms() does not take a thread that is always late for one on time", () => {
  const late = predictedStallP99Ms([thread(10_000, ...repeated(600, 15))])!;
  assert.ok(late > 10, `${late}`);
});

Deno.test("repeatedStallP99Ms() leaves the longest stall out and keeps the next", () => {
  const quiet = repeated(400, 0);
  assert.equal(repeatedStallP99Ms([thread(1000, ...quiet, 100)]), 0);
  assertNear(repeatedStallP99Ms([thread(1000, ...quiet, 300, 100)]), 90);
});

Deno.test("predictedStallP99Ms() has nothing to say of threads that did not tick", () => {
  assert.equal(predictedStallP99Ms([]), null);
  assert.equal(predictedStallP99Ms([thread(1)]), null);
});

Deno.test("predictedStallP99Ms() is the level that one per cent of events sent at any time exceed", () => {
  const stalls = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(fc.property(stalls, fc.integer({ min: 1, max: 3 }), (stallsMs, threads) => {
    const elapsedMs = 20_000;
    // Enough ticks on time for the usual lag to be none.
    const lagsMs = [...repeated(stallsMs.length + 1, 0), ...stallsMs];
    const x = predictedStallP99Ms(
      Array.from({ length: threads }, () => thread(elapsedMs, ...lagsMs)),
    )!;
    const beyond = stallsMs.reduce((sum, stall) => sum + Math.max(0, stall - x), 0);
    if (x > 0) assert.ok(Math.abs(beyond - 0.01 * elapsedMs) < 1e-6, `${beyond}`);
    else assert.ok(beyond <= 0.01 * elapsedMs + 1e-6);
  }));
});
