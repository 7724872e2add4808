import assert from "node:assert/strict";
import { risingCrossing } from "../../../../jobs/metrics/mod.ts";
import { trend } from "../../../../jobs/metrics/trend.ts";
import { SCIPY } from "./scipy_answers.ts";

Deno.test("risingCrossing() is where SciPy's line and its confidence band cross zero", () => {
  for (const { points, x, slope, interval } of SCIPY.crossings) {
    const own = risingCrossing(points)!;
    assert.ok(Math.abs(own.x - x) < 1e-9 && Math.abs(own.slope / slope - 1) < 1e-9);
    assert.ok(Math.abs(own.interval![0] - interval[0]) < 1e-8, `${own.interval} ${interval}`);
    assert.ok(Math.abs(own.interval![1] - interval[1]) < 1e-8, `${own.interval} ${interval}`);
  }
});

Deno.test("risingCrossing() is wider the surer it is asked to be", () => {
  const { points } = SCIPY.crossings[1]!;
  const [low, high] = risingCrossing(points, 0.99)!.interval!;
  const [usualLow, usualHigh] = risingCrossing(points)!.interval!;
  assert.ok(low < usualLow && usualHigh < high);
});

Deno.test("risingCrossing() has no interval while the rise is not certain, and none without one", () => {
  const noisy = [0.3, -0.2, 0.4, -0.5, 0.6].map((y, x) => ({ x, y }));
  assert.equal(risingCrossing(noisy)!.interval, null);
  assert.equal(risingCrossing(noisy.map(({ x, y }) => ({ x, y: -y }))), null);
  assert.equal(risingCrossing([{ x: 1, y: -1 }, { x: 2, y: 1 }]), null);
  assert.equal(risingCrossing([1, 1, 1].map((x) => ({ x, y: x }))), null);
});

Deno.test("trend() is Theil and Sen's slope as SciPy has it, and the Mann-Kendall test", () => {
  for (const [name, { times, values, slope, p }] of Object.entries(SCIPY.trends)) {
    const own = trend(times, values)!;
    assert.ok(Math.abs(own.slope - slope) < 1e-12, `${name}: ${own.slope}, SciPy ${slope}`);
    assert.ok(Math.abs(own.pValue / p - 1) < 1e-9, `${name}: ${own.pValue}, SciPy ${p}`);
  }
  assert.equal(trend([1, 2, 3], [1, 2, 3]), null);
  assert.equal(trend([1, 2, 3, 4, 5, 6, 7, 8], Array(8).fill(3))!.pValue, 1);
});
