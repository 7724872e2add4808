import assert from "node:assert/strict";
import fc from "fast-check";
import { proportion, wilsonInterval } from "../../../../jobs/metrics/mod.ts";
import { SCIPY_WILSON } from "./known_answers.ts";

Deno.test("wilsonInterval() is what SciPy says", () => {
  for (const [passed, asked, lower, upper] of SCIPY_WILSON) {
    const [low, high] = wilsonInterval(passed, asked)!;
    assert.ok(Math.abs(low - lower) < 1e-9 && Math.abs(high - upper) < 1e-9);
  }
});

Deno.test("wilsonInterval() stays within [0, 1], holds the rate, and mirrors when failures do", () => {
  const counts = fc.integer({ min: 1, max: 5000 }).chain((asked) =>
    fc.tuple(fc.integer({ min: 0, max: asked }), fc.constant(asked))
  );
  fc.assert(fc.property(counts, ([passed, asked]) => {
    const [low, high] = wilsonInterval(passed, asked)!;
    assert.ok(0 <= low && low <= passed / asked && passed / asked <= high && high <= 1);
    const [otherLow, otherHigh] = wilsonInterval(asked - passed, asked)!;
    assert.ok(Math.abs(low - (1 - otherHigh)) < 1e-12 && Math.abs(high - (1 - otherLow)) < 1e-12);
  }));
});

Deno.test("proportion() of nothing asked has neither rate nor interval", () => {
  assert.deepEqual(proportion(0, 0), { passed: 0, asked: 0, rate: null, ci95: null });
});

Deno.test("proportion() refuses more passed than asked", () => {
  assert.throws(() => proportion(3, 2), /3 passed of 2 asked/);
  assert.throws(() => proportion(-1, 2), /-1 passed of 2 asked/);
});
