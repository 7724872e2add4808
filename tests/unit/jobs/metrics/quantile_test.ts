import assert from "node:assert/strict";
import fc from "fast-check";
import { quantile } from "../../../../jobs/metrics/mod.ts";
import { NUMPY_QUANTILES, PROBABILITIES } from "./known_answers.ts";

/**
 * The same rule as another algorithm: the weighted sum of all values, where a value weighs the more
 * the nearer its position is, and nothing from one position away.
 */
function naiveQuantile(values: readonly number[], probability: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = probability * (sorted.length - 1);
  return sorted.reduce((sum, value, i) => sum + value * Math.max(0, 1 - Math.abs(position - i)), 0);
}

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});
const probability = fc.double({ min: 0, max: 1, noNaN: true });

function sorted(numbers: readonly number[]): Float64Array {
  return Float64Array.from(numbers).sort();
}

for (const [name, { values, quantiles }] of Object.entries(NUMPY_QUANTILES)) {
  Deno.test(`quantile() of ${name} is what NumPy says`, () => {
    PROBABILITIES.forEach((probability, i) => {
      const expected = quantiles[i]!;
      const got = quantile(sorted(values), probability);
      assert.ok(Math.abs(got - expected) <= 1e-12 * Math.max(1, Math.abs(expected)));
    });
  });
}

Deno.test("quantile() agrees with a naive function that works differently", () => {
  fc.assert(fc.property(values, probability, (numbers, p) => {
    const difference = quantile(sorted(numbers), p) - naiveQuantile(numbers, p);
    assert.ok(Math.abs(difference) <= 1e-6, `differs by ${difference}`);
  }));
});

Deno.test("quantile() never falls as the probability rises, and stays within the values", () => {
  fc.assert(fc.property(values, probability, probability, (numbers, p, q) => {
    const low = quantile(sorted(numbers), Math.min(p, q));
    const high = quantile(sorted(numbers), Math.max(p, q));
    assert.ok(Math.min(...numbers) <= low && low <= high && high <= Math.max(...numbers));
  }));
});

Deno.test("quantile() moves with its values when they are shifted and scaled", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (ints) => {
      for (const p of [0.25, 0.5, 0.999]) {
        const moved = quantile(sorted(ints.map((value) => 3 * value + 7)), p);
        assert.ok(Math.abs(moved - (3 * quantile(sorted(ints), p) + 7)) < 1e-9);
      }
    }),
  );
});

Deno.test("quantile() refuses no values and a probability outside [0, 1]", () => {
  assert.throws(() => quantile(new Float64Array(), 0.5), /no values/);
  for (const p of [-0.01, 1.01, NaN]) {
    assert.throws(() => quantile(Float64Array.of(1), p), /within \[0, 1\], got/);
  }
});
