import assert from "node:assert/strict";
import { incompleteBeta, inverseIncompleteBeta } from "../../../../jobs/metrics/incomplete_beta.ts";
import { studentQuantile } from "../../../../jobs/metrics/mod.ts";
import { SCIPY } from "./scipy_answers.ts";

Deno.test("studentQuantile() is what SciPy says", () => {
  for (const [probability, degrees, expected] of SCIPY.student) {
    const own = studentQuantile(probability, degrees);
    assert.ok(
      Math.abs(own - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
      `${probability}, ${degrees}: ${own}, SciPy ${expected}`,
    );
  }
});

Deno.test("incompleteBeta() is what SciPy says, and its inverse leads back", () => {
  for (const [x, a, b, expected] of SCIPY.beta) {
    const own = incompleteBeta(x, a, b);
    assert.ok(Math.abs(own - expected) < 1e-9, `${x}, ${a}, ${b}: ${own}, SciPy ${expected}`);
    if (expected > 1e-6 && expected < 1 - 1e-6) {
      assert.ok(Math.abs(inverseIncompleteBeta(expected, a, b) - x) < 1e-7);
    }
  }
});

Deno.test("quantiles outside of what there is are refused", () => {
  assert.throws(() => studentQuantile(1, 5), /t quantile of 1/);
  assert.throws(() => studentQuantile(0.5, 0), /0 degrees/);
  assert.throws(() => incompleteBeta(2, 1, 1), /x=2/);
  assert.throws(() => inverseIncompleteBeta(-1, 1, 1), /within \[0, 1\]/);
});
