import assert from "node:assert/strict";
import { type Clusters, independent } from "../../../../jobs/metrics/clusters.ts";
import { distributionOf } from "../../../../jobs/metrics/distribution.ts";
import { createRandom, QUANTILE_KEYS } from "../../../../jobs/metrics/mod.ts";

function upTo(n: number): Clusters {
  return independent(Float64Array.from({ length: n }, (_, i) => n - i));
}

Deno.test("distributionOf() describes four values exactly", () => {
  assert.deepEqual(distributionOf(independent(Float64Array.of(4, 1, 3, 2)), 1, "unused"), {
    n: 4,
    mean: 2.5,
    stddev: Math.sqrt(5 / 3),
    min: 1,
    max: 4,
    p25: 1.75,
    p50: 2.5,
    p75: 3.25,
    p90: 3.7,
    p95: 3.8499999999999996,
    p99: 3.9699999999999998,
    p99_9: 3.997,
    certified: [],
    ci95: {},
    ci95_missing: {
      mean: "needs 11 requests, has 4",
      p25: "needs 13 independent values, has 4",
      p50: "needs 6 independent values, has 4",
      p75: "needs 13 independent values, has 4",
      p90: "needs 36 independent values, has 4",
      p95: "needs 72 independent values, has 4",
      p99: "needs 368 independent values, has 4",
      p99_9: "needs 3688 independent values, has 4",
    },
  });
});

Deno.test("distributionOf() gives a single value no standard deviation", () => {
  const { n, mean, stddev, p99 } = distributionOf(upTo(1), 1, "unused");
  assert.deepEqual({ n, mean, stddev, p99 }, { n: 1, mean: 1, stddev: null, p99: 1 });
});

Deno.test("distributionOf() no value is all null, with the reason", () => {
  const empty = distributionOf(upTo(0), 1, "no request succeeded");
  assert.equal(empty.n, 0);
  assert.equal(empty.reason, "no request succeeded");
  assert.deepEqual(empty.certified, []);
  for (const key of ["mean", "stddev", "min", "max", ...QUANTILE_KEYS] as const) {
    assert.equal(empty[key], null);
  }
});

Deno.test("distributionOf() certifies quantiles one after the other as values grow in number", () => {
  const certified = (n: number) => distributionOf(upTo(n), 1, "unused").certified;
  assert.deepEqual(certified(10), []);
  assert.deepEqual(certified(11), ["p50"]);
  assert.deepEqual(certified(24), ["p25", "p50", "p75"]);
  assert.deepEqual(certified(64), ["p25", "p50", "p75", "p90"]);
  assert.deepEqual(certified(662), ["p25", "p50", "p75", "p90", "p95", "p99"]);
  assert.deepEqual(certified(6636), [...QUANTILE_KEYS]);
});

Deno.test("distributionOf() gives the mean and every quantile an interval, or the reason why not", () => {
  for (const n of [1, 6, 10, 11, 64, 400, 3000]) {
    const { certified, ci95, ci95_missing = {}, ...found } = distributionOf(upTo(n), 1, "unused");
    const keys = ["mean", ...QUANTILE_KEYS] as const;
    for (const key of keys) {
      const interval = ci95[key];
      assert.notEqual(interval === undefined, ci95_missing[key] === undefined, `${n}, ${key}`);
      if (interval === undefined) continue;
      assert.ok(
        interval[0] < found[key]! && found[key]! < interval[1],
        `${n}, ${key}: ${interval}`,
      );
    }
    for (const key of certified) assert.ok(ci95[key], `${n}, ${key}`);
  }
});

Deno.test("distributionOf() bounds an estimate by two of its values, and says what it would take else", () => {
  const { certified, ci95, ci95_missing } = distributionOf(upTo(400), 1, "unused");
  assert.ok(!certified.includes("p99"));
  // P[Binomial(400, 0.99) <= 391] = 0.021 and P[>= 400] = 0.018, the next ones are above 0.025.
  assert.deepEqual(ci95.p99, [392, 400]);
  assert.deepEqual(ci95_missing, { p99_9: "needs 3688 independent values, has 400" });
});

Deno.test("distributionOf() does not certify a tail that one request alone makes", () => {
  // 1 % of the values are slow: spread over all requests, or all in one of them.
  const requests = 100;
  const size = 100;
  const pooled = (isSlow: (request: number, i: number) => boolean) => {
    const values = Float64Array.from(
      { length: requests * size },
      (_, k) => (isSlow(Math.floor(k / size), k % size) ? 1000 : 20) + (k * 7919 % 100) / 100,
    );
    const ends = Uint32Array.from({ length: requests }, (_, i) => size * (i + 1));
    return distributionOf({ values, perUnit: 1, ends }, 1, "unused").certified;
  };
  assert.ok(pooled((request, i) => i === request % size).includes("p99"));
  assert.ok(!pooled((request) => request === 5).includes("p99"));
});

Deno.test("distributionOf() certifies nothing from pooled values of ten requests", () => {
  const values = Float64Array.from({ length: 10_000 }, createRandom(3));
  const ends = Uint32Array.from({ length: 10 }, (_, i) => 1000 * (i + 1));
  const { certified, ci95, ci95_missing } = distributionOf(
    { values, perUnit: 1, ends },
    1,
    "unused",
  );
  assert.deepEqual({ certified, ci95 }, { certified: [], ci95: {} });
  assert.equal(ci95_missing!.p50, "needs 11 requests, has 10");
});

Deno.test("95 % intervals hold the truth in about 95 % of runs, independent values and pooled", () => {
  const random = createRandom(2026);
  const exponential = () => -Math.log(1 - random());
  let median = 0;
  let mean = 0;
  let pooledMedian = 0;
  const RUNS = 400;
  for (let run = 0; run < RUNS; run++) {
    const values = Float64Array.from({ length: 100 }, exponential);
    const { ci95 } = distributionOf(independent(values), run, "unused");
    if (ci95.p50![0] <= Math.LN2 && Math.LN2 <= ci95.p50![1]) median++;
    if (ci95.mean![0] <= 1 && 1 <= ci95.mean![1]) mean++;

    // Each request has a speed of its own. The median of a sum of two uniform numbers is 1.
    const gaps = new Float64Array(40 * 10);
    for (let request = 0; request < 40; request++) {
      const speed = random();
      for (let i = 0; i < 10; i++) gaps[request * 10 + i] = speed + random();
    }
    const ends = Uint32Array.from({ length: 40 }, (_, i) => 10 * (i + 1));
    const pooled = distributionOf({ values: gaps, perUnit: 1, ends }, run, "unused").ci95.p50!;
    if (pooled[0] <= 1 && 1 <= pooled[1]) pooledMedian++;
  }
  for (const hits of [median, mean, pooledMedian]) {
    assert.ok(hits / RUNS > 0.91 && hits / RUNS < 0.985, `${hits} of ${RUNS}`);
  }
});
