import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "../../../../jobs/workloads/mod.ts";

function take(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

const seeds = fc.maxSafeInteger();

Deno.test("the same seed, index and label give the same numbers", () => {
  fc.assert(fc.property(seeds, seeds, fc.string(), (seed, index, label) => {
    const [a, b] = [randomStream(seed, index, label), randomStream(seed, index, label)];
    assert.deepEqual(take(10, () => a.uniform()), take(10, () => b.uniform()));
  }));
});

Deno.test("another seed, index or label gives other numbers", () => {
  const first = (seed: number, index: number, label: string) => {
    const random = randomStream(seed, index, label);
    return take(4, () => random.uniform()).join();
  };
  const all = [
    first(1, 0, "a"),
    first(2, 0, "a"),
    first(-1, 0, "a"),
    first(1 + 2 ** 32, 0, "a"),
    first(0, 1, "a"),
    first(1, 1, "a"),
    first(1, 0, "b"),
    first(1, 0, "ab"),
    first(1, 0, ""),
  ];
  assert.equal(new Set(all).size, all.length);
});

Deno.test("the numbers of a seed stay what they are, or every stored seed would lie", () => {
  const random = randomStream(7, 0, "pinned");
  assert.deepEqual(take(4, () => random.below(1_000_000)), [317699, 357975, 500055, 127262]);
});

Deno.test("uniform() lies in [0, 1) and fills it evenly", () => {
  const random = randomStream(1, 2, "uniform");
  const numbers = take(100_000, () => random.uniform());
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / 100_000;
    // Five standard errors of a share of 0.1.
    assert.ok(Math.abs(share - 0.1) < 0.005, `${share} of the numbers in tenth ${tenth}`);
  }
});

Deno.test("the first numbers of neighbouring streams are spread as evenly as one stream's", () => {
  const firsts = Array.from(
    { length: 20_000 },
    (_, index) => randomStream(3, index, "x").uniform(),
  );
  const mean = firsts.reduce((sum, number) => sum + number, 0) / firsts.length;
  assert.ok(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / firsts.length));
  assert.equal(new Set(firsts).size > 19_990, true);
});

Deno.test("below() gives every number under the limit and no other", () => {
  const random = randomStream(5, 0, "below");
  const seen = new Set(take(1000, () => random.below(7)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(random.below(1), 0);
  assert.ok(random.below(2 ** 32) < 2 ** 32);
});

Deno.test("below() refuses limits it cannot serve", () => {
  const random = randomStream(5, 0, "below");
  for (const limit of [0, -1, 1.5, NaN, 2 ** 32 + 1]) {
    assert.throws(() => random.below(limit), RangeError);
  }
});

Deno.test("normal() has the mean, the spread and the tails asked for", () => {
  const random = randomStream(11, 0, "normal");
  const count = 100_000;
  const numbers = take(count, () => random.normal(550, 150));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / count;
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (count - 1);
  assert.ok(Math.abs(mean - 550) < 5 * 150 / Math.sqrt(count));
  assert.ok(Math.abs(Math.sqrt(variance) - 150) < 5 * 150 / Math.sqrt(2 * count));
  const within = numbers.filter((number) => Math.abs(number - 550) < 150).length / count;
  assert.ok(Math.abs(within - 0.6827) < 0.01, `${within} within one standard deviation`);
});

Deno.test("seeds that are no whole numbers are refused", () => {
  for (const seed of [0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => randomStream(seed, 0, ""), RangeError);
    assert.throws(() => randomStream(0, seed, ""), RangeError);
  }
});
