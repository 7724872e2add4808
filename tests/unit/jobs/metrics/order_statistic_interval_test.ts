import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom, isCertified } from "../../../../jobs/metrics/mod.ts";
import {
  boundedFrom,
  orderStatisticInterval,
} from "../../../../jobs/metrics/order_statistic_interval.ts";

/** Chances of 0, 1, ... n of n values below a quantile, one factor after the other. */
function binomial(n: number, probability: number): number[] {
  const logs = [n * Math.log(1 - probability)];
  for (let k = 1; k <= n; k++) {
    const factor = (n - k + 1) / k * probability / (1 - probability);
    logs.push(logs[k - 1]! + Math.log(factor));
  }
  return logs.map(Math.exp);
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const ranks = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1);

/** The narrowest ranks that leave at most 2.5 % to either side, tried one by one. */
function naive(n: number, probability: number): [number, number] | null {
  const chances = binomial(n, probability);
  const lows = ranks(n).filter((rank) => sum(chances.slice(0, rank)) <= 0.025);
  const highs = ranks(n).filter((rank) => sum(chances.slice(rank)) <= 0.025);
  return lows.length === 0 || highs.length === 0 ? null : [lows.at(-1)!, highs[0]!];
}

Deno.test("orderStatisticInterval() is what adding up binomial chances one by one gives", () => {
  for (const probability of [0.25, 0.5, 0.75, 0.9, 0.95, 0.99]) {
    for (const n of [1, 5, 6, 7, 12, 13, 20, 35, 36, 50, 71, 72, 100, 150, 367, 368, 400]) {
      assert.deepEqual(
        orderStatisticInterval(ranks(n), 1, probability, n),
        naive(n, probability),
        `n = ${n}, p = ${probability}`,
      );
    }
  }
});

Deno.test("boundedFrom() is the fewest values that give an interval", () => {
  for (const probability of [0.25, 0.5, 0.9, 0.95, 0.99, 0.999]) {
    const needed = boundedFrom(probability);
    assert.equal(orderStatisticInterval(ranks(needed - 1), 1, probability, needed - 1), null);
    assert.notEqual(orderStatisticInterval(ranks(needed), 1, probability, needed), null);
  }
  assert.deepEqual([0.5, 0.9, 0.95, 0.99, 0.999].map(boundedFrom), [6, 36, 72, 368, 3688]);
});

Deno.test("orderStatisticInterval() of values worth fewer is wider, never narrower", () => {
  const cases = fc.record({
    probability: fc.constantFrom(0.5, 0.9, 0.95),
    n: fc.integer({ min: 100, max: 600 }),
    share: fc.double({ min: 0.75, max: 1, noNaN: true }),
  });
  fc.assert(fc.property(cases, ({ probability, n, share }) => {
    const all = orderStatisticInterval(ranks(n), 1, probability, n)!;
    const fewer = orderStatisticInterval(ranks(n), 1, probability, share * n)!;
    // A rank more or less is rounding.
    assert.ok(fewer[0] <= all[0] + 1 && fewer[1] >= all[1] - 1, `${fewer} ${all}`);
  }));
});

Deno.test("intervals of estimates hold the truth in 95 % of runs or more, whatever the distribution", () => {
  const random = createRandom(11);
  const RUNS = 500;
  for (const [probability, size] of [[0.9, 40], [0.95, 80], [0.99, 400]] as const) {
    assert.ok(!isCertified(size, probability));
    const truth = -Math.log(1 - probability);
    let held = 0;
    for (let run = 0; run < RUNS; run++) {
      const values = Float64Array.from({ length: size }, () => -Math.log(1 - random())).sort();
      const [low, high] = orderStatisticInterval(values, 1, probability, size)!;
      if (low <= truth && truth <= high) held++;
    }
    // Three standard errors of a share of 95 % in 500 runs below it.
    assert.ok(held / RUNS > 0.95 - 0.03, `P${100 * probability}: ${held} of ${RUNS}`);
  }
});
