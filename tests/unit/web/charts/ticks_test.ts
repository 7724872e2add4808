import assert from "node:assert/strict";
import fc from "fast-check";
import { ticks, tickText } from "../../../../web/charts/ticks.ts";

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
