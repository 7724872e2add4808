import assert from "node:assert/strict";
import { correctRate } from "../../../../jobs/checks/mod.ts";

Deno.test("correctRate() counts the questions that were answered, with an interval", () => {
  const rate = correctRate([true, true, false, null].map((passed) => ({ passed })));
  assert.deepEqual([rate.passed, rate.asked, rate.rate], [2, 3, 2 / 3]);
  assert.ok(rate.ci95![0] < 2 / 3 && rate.ci95![1] > 2 / 3);
});

Deno.test("correctRate() is null, not 0, when nothing was answered", () => {
  const nothing = { passed: 0, asked: 0, rate: null, ci95: null };
  assert.deepEqual(correctRate([]), nothing);
  assert.deepEqual(correctRate([{ passed: null }]), nothing);
});
