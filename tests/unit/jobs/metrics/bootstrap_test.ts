import assert from "node:assert/strict";
import fc from "fast-check";
import { bootstrapIntervals } from "../../../../jobs/metrics/bootstrap.ts";
import { type Clusters, independent } from "../../../../jobs/metrics/clusters.ts";
import { createRandom, quantile } from "../../../../jobs/metrics/mod.ts";

const PROBABILITIES = [0.25, 0.5, 0.9, 0.99];

/** The definition, word for word: redraw requests, put their values in one heap, and look. */
function naiveBootstrap({ values, ends }: Clusters, replicates: number, random: () => number) {
  const requests = Array.from(ends, (end, i) => values.slice(i === 0 ? 0 : ends[i - 1], end));
  const quantiles = PROBABILITIES.map(() => [] as number[]);
  const means: number[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const heap: number[] = [];
    for (let i = 0; i < requests.length; i++) {
      heap.push(...requests[Math.floor(random() * requests.length)]!);
    }
    const sorted = Float64Array.from(heap).sort();
    PROBABILITIES.forEach((p, i) => quantiles[i]!.push(quantile(sorted, p)));
    means.push(heap.reduce((a, b) => a + b) / heap.length);
  }
  const middle = (all: number[]) =>
    [0.025, 0.975].map((p) => quantile(Float64Array.from(all).sort(), p));
  return { quantiles: quantiles.map(middle), mean: middle(means) };
}

/** Requests of different sizes, with many equal values among them. */
const clusters: fc.Arbitrary<Clusters> = fc.array(
  fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 }),
  { minLength: 1, maxLength: 15 },
).map((requests) => {
  let end = 0;
  return {
    values: Float64Array.from(requests.flat()),
    perUnit: 1,
    ends: Uint32Array.from(requests, ({ length }) => end += length),
  };
});

Deno.test("bootstrapIntervals() finds by weights what redrawing whole requests finds", () => {
  fc.assert(fc.property(clusters, fc.nat(), (clusters, seed) => {
    const options = { probabilities: PROBABILITIES, replicates: 40 };
    const got = bootstrapIntervals(clusters, { ...options, random: createRandom(seed) });
    const expected = naiveBootstrap(clusters, 40, createRandom(seed));
    assert.deepEqual(got.quantiles, expected.quantiles);
    for (const end of [0, 1]) assert.ok(Math.abs(got.mean[end]! - expected.mean[end]!) < 1e-9);
  }));
});

Deno.test("bootstrapIntervals() gives the textbook width for the mean of many values", () => {
  const random = createRandom(5);
  const values = Float64Array.from({ length: 1000 }, random);
  const { mean } = bootstrapIntervals(independent(values), {
    probabilities: [],
    replicates: 2000,
    random,
  });
  const expected = 2 * 1.96 * Math.sqrt(1 / 12 / 1000);
  assert.ok(Math.abs((mean[1] - mean[0]) / expected - 1) < 0.1);
});

Deno.test("bootstrapIntervals() is wider when values of one request resemble each other", () => {
  const random = createRandom(6);
  const levels = Array.from({ length: 40 }, random);
  const values = Float64Array.from(levels.flatMap((level) => Array(25).fill(level)));
  const ends = Uint32Array.from(levels, (_, i) => 25 * (i + 1));
  const width = (clusters: Clusters) => {
    const options = { probabilities: [0.5], replicates: 500, random: createRandom(7) };
    const [low, high] = bootstrapIntervals(clusters, options).quantiles[0]!;
    return high - low;
  };
  assert.ok(width({ values, perUnit: 1, ends }) > 3 * width(independent(values)));
});
