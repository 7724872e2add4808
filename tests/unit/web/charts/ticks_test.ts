import assert from "node:assert/strict";
import fc from "fast-check";
import { logTicks, ticks, tickText } from "../../../../web/charts/ticks.ts";

Deno.test("ticks begin at 0, end at or above the greatest value and are few", () => {
  fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (max) => {
    const found = ticks(max);
    assert.equal(found[0], 0);
    assert.ok(found.at(-1)! >= max * (1 - 1e-8));
    assert.ok(found.length >= 2 && found.length <= 7, String(found));
  }));
});

Deno.test("ticks are round numbers", () => {
  assert.deepEqual(ticks(900), [0, 200, 400, 600, 800, 1000]);
  assert.deepEqual(ticks(14, 6).map(tickText), ["0", "2.5", "5", "7.5", "10", "12.5", "15"]);
  assert.deepEqual(ticks(0), [0, 1]);
});

Deno.test("ticks of a logarithmic axis hold all values between them, round and few", () => {
  const exponent = fc.double({ min: -3, max: 6, noNaN: true });
  fc.assert(fc.property(exponent, fc.double({ min: 1.5, max: 4, noNaN: true }), (low, decades) => {
    const [min, max] = [10 ** low, 10 ** (low + decades)];
    const found = logTicks(min, max);
    assert.ok(found[0]! <= min && found.at(-1)! >= max, `${min} to ${max}: ${found}`);
    assert.ok(found.length >= 2 && found.length <= 7, String(found));
    found.slice(1).forEach((value, i) => assert.ok(value > found[i]!));
  }));
  assert.deepEqual(logTicks(51, 7194), [10, 100, 1000, 10_000]);
  assert.deepEqual(logTicks(30, 1500), [20, 50, 100, 200, 500, 1000, 2000]);
});
