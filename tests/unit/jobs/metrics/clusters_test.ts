import assert from "node:assert/strict";
import {
  type Clusters,
  designEffect,
  independent,
  inUnits,
  standardErrorOfMean,
} from "../../../../jobs/metrics/clusters.ts";
import { bootstrapIntervals } from "../../../../jobs/metrics/bootstrap.ts";
import { meanInterval, woodruffInterval } from "../../../../jobs/metrics/large_sample.ts";
import { createRandom, quantile } from "../../../../jobs/metrics/mod.ts";

function equalSizes(requests: readonly number[][]): Clusters {
  const size = requests[0]!.length;
  return {
    values: Float64Array.from(requests.flat()),
    perUnit: 1,
    ends: Uint32Array.from(requests, (_, i) => size * (i + 1)),
  };
}

Deno.test("designEffect() is 1 for one value a request", () => {
  assert.equal(designEffect(independent(Float64Array.of(1, 2, 3, 4)), 2), 1);
});

Deno.test("designEffect() is the size of a request whose values are all alike", () => {
  // 3 of 4 requests lie wholly above: the 40 values are worth 4 draws, times 4/3 for estimating.
  const clusters = equalSizes([1, 5, 5, 5].map((value) => Array(10).fill(value)));
  assert.ok(Math.abs(designEffect(clusters, 3) - 10 * 4 / 3) < 1e-9);
});

Deno.test("designEffect() is 1 where requests are more alike than chance, or nothing is above", () => {
  const clusters = equalSizes([[1, 5], [1, 5], [5, 1]]);
  assert.equal(designEffect(clusters, 3), 1);
  assert.equal(designEffect(clusters, 5), 1);
});

Deno.test("designEffect() leaves one request with the worth of one value", () => {
  assert.equal(designEffect(equalSizes([[1, 2, 3, 4]]), 2), 4);
});

Deno.test("designEffect() of values that owe nothing to their request is near 1", () => {
  const random = createRandom(1);
  const clusters = equalSizes(
    Array.from({ length: 2000 }, () => Array.from({ length: 20 }, random)),
  );
  assert.ok(designEffect(clusters, 0.5) < 1.1);
});

Deno.test("standardErrorOfMean() is s over root n for one value a request", () => {
  const error = standardErrorOfMean(independent(Float64Array.of(2, 4, 4, 6)), 4);
  assert.ok(Math.abs(error - Math.sqrt(8 / 3) / 2) < 1e-12);
});

Deno.test("the large-sample intervals say what the bootstrap says, where both can be had", () => {
  const random = createRandom(11);
  const clusters = equalSizes(Array.from({ length: 400 }, () => {
    const level = random();
    return Array.from({ length: 30 }, () => level + random());
  }));
  const values = inUnits(clusters);
  const sorted = values.slice().sort();
  const probabilities = [0.25, 0.5, 0.9];
  const resampled = bootstrapIntervals(clusters, { probabilities, replicates: 2000, random });
  const mean = values.reduce((a, b) => a + b) / values.length;
  const pairs = [
    [meanInterval(clusters, mean), resampled.mean, mean],
    ...probabilities.map((p, i) =>
      [woodruffInterval(clusters, sorted, p), resampled.quantiles[i]!, quantile(sorted, p)] as const
    ),
  ] as const;
  for (const [direct, bootstrapped, centre] of pairs) {
    assert.ok(direct[0] < centre && centre < direct[1]);
    const ratio = (direct[1] - direct[0]) / (bootstrapped[1] - bootstrapped[0]);
    assert.ok(ratio > 0.85 && ratio < 1.15, `widths differ by the factor ${ratio}`);
  }
});
