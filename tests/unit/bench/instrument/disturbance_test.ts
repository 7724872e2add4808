import assert from "node:assert/strict";
import { disturbances, LIMITS } from "../../../../bench/instrument/disturbance.ts";

const AT_LIMIT = { ...LIMITS };

Deno.test("disturbances() keeps a window that is at every limit", () => {
  assert.deepEqual(disturbances(AT_LIMIT), []);
});

for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
  Deno.test(`disturbances() throws a window away for ${name} alone, and says so once`, () => {
    assert.equal(disturbances({ ...AT_LIMIT, [name]: LIMITS[name] * 1.01 }).length, 1);
  });
}

Deno.test("disturbances() throws a window away when the clock went back as when it went on", () => {
  assert.equal(disturbances({ ...AT_LIMIT, clockStepUs: -51 }).length, 1);
});

Deno.test("disturbances() does not hold against a window what could not be known", () => {
  const unknown = { otherCpuShare: null, serverLatenessP99Ms: null, clockStepUs: null };
  assert.deepEqual(disturbances({ ...AT_LIMIT, ...unknown }), []);
});
