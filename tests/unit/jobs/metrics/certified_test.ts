import assert from "node:assert/strict";
import fc from "fast-check";
import { certifiedFrom, isCertified } from "../../../../jobs/metrics/mod.ts";
import { SCIPY_CERTIFIED } from "./known_answers.ts";

Deno.test("certifiedFrom() gives MLPerf's numbers: P90 64, P99 662, P99.9 6,636", () => {
  assert.deepEqual([0.9, 0.99, 0.999].map(certifiedFrom), [64, 662, 6636]);
});

Deno.test("certifiedFrom() gives what SciPy's binomial distribution gives, for every quantile", () => {
  for (const [probability, count] of SCIPY_CERTIFIED) {
    assert.equal(certifiedFrom(probability), count);
  }
});

Deno.test("isCertified() turns true at one count and stays so, alike for both tails", () => {
  fc.assert(fc.property(
    fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    fc.integer({ min: 0, max: 20_000 }),
    (probability, count) => {
      assert.equal(isCertified(count, probability), count >= certifiedFrom(probability));
    },
  ));
  assert.equal(certifiedFrom(0.25), certifiedFrom(0.75));
});

Deno.test("isCertified() bounds the chance that fewer than two values lie beyond the quantile", () => {
  // The definition itself, by adding up the chances of 0 and 1 values beyond.
  for (const count of [10, 11, 12]) {
    const chance = 0.5 ** count + count * 0.5 * 0.5 ** (count - 1);
    assert.equal(isCertified(count, 0.5), chance <= 0.01);
  }
});

Deno.test("certifiedFrom() refuses the minimum and the maximum, which no sample certifies", () => {
  for (const p of [0, 1, NaN]) assert.throws(() => certifiedFrom(p), /No number of values/);
});
