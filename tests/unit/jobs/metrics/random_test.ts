import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../../../jobs/metrics/mod.ts";

const seed = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

function take(count: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, random);
}

Deno.test("createRandom() repeats itself for the same seed and stays within [0, 1)", () => {
  fc.assert(fc.property(seed, (seed) => {
    const numbers = take(50, seed);
    assert.deepEqual(take(50, seed), numbers);
    assert.ok(numbers.every((number) => number >= 0 && number < 1));
  }));
});

Deno.test("createRandom() gives unrelated numbers for neighbouring seeds and for the same low 32 bits", () => {
  const starts = new Set<string>();
  for (let seed = 0; seed < 2000; seed++) {
    starts.add(take(4, seed).join());
    starts.add(take(4, seed + 2 ** 32).join());
    starts.add(take(4, -1 - seed).join());
  }
  assert.equal(starts.size, 6000);
});

Deno.test("createRandom() fills 100 equal boxes evenly, by the chi-squared test", () => {
  for (const seed of [0, 1, 2, 12345]) {
    const boxes = new Uint32Array(100);
    for (const number of take(100_000, seed)) boxes[Math.floor(number * 100)]!++;
    const chiSquared = boxes.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: outside these bounds once in 10,000 on either side.
    assert.ok(chiSquared > 54 && chiSquared < 160, `chi-squared is ${chiSquared}`);
  }
});

Deno.test("createRandom() draws numbers that do not follow from the one before", () => {
  const numbers = take(100_000, 3);
  const mean = numbers.reduce((a, b) => a + b) / numbers.length;
  let covariance = 0;
  for (let i = 1; i < numbers.length; i++) {
    covariance += (numbers[i]! - mean) * (numbers[i - 1]! - mean);
  }
  assert.ok(Math.abs(covariance / numbers.length * 12) < 0.015);
});

Deno.test("createRandom() refuses a seed that is not a safe integer", () => {
  for (const bad of [0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => createRandom(bad), /is not a safe integer/);
  }
});
