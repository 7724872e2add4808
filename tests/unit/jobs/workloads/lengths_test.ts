import assert from "node:assert/strict";
import {
  acceptedShare,
  type LengthDistribution,
  lengthsOf,
  meanLength,
} from "../../../../jobs/workloads/lengths.ts";
import { listWorkloads, randomStream } from "../../../../jobs/workloads/mod.ts";

const DRAWS = 40_000;

function draw(lengths: LengthDistribution, values: number[] = []): Float64Array {
  const random = randomStream(20_261_122, 0, JSON.stringify(lengths));
  const next = lengthsOf(lengths, values);
  return Float64Array.from({ length: DRAWS }, () => next(random));
}

function moments(values: Float64Array): { mean: number; stddev: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * Mean and standard deviation by brute force: the density on a fine grid over twelve standard
 * deviations, each point sent through `toLength`; a point that gives null is drawn again.
 */
function bruteForce(toLength: (z: number) => number | null): { mean: number; stddev: number } {
  const STEP = 0.0005;
  let [weight, sum, squares] = [0, 0, 0];
  for (let z = -6; z <= 6; z += STEP) {
    const length = toLength(z);
    if (length === null) continue;
    const density = Math.exp(-z * z / 2);
    weight += density;
    sum += density * length;
    squares += density * length ** 2;
  }
  const mean = sum / weight;
  return { mean, stddev: Math.sqrt(squares / weight - mean ** 2) };
}

const normalTo = (mean: number, sd: number, min: number, max: number) => (z: number) => {
  const tokens = Math.trunc(mean + sd * z);
  return tokens < min || tokens > max ? null : tokens;
};
const lognormalTo = (mu: number, sigma: number, min: number, max: number) => (z: number) =>
  Math.min(max, Math.max(min, Math.round(Math.exp(mu + sigma * z))));

const CASES: [string, LengthDistribution, { mean: number; stddev: number }][] = [
  ["normal lengths", {
    distribution: "normal",
    mean_tokens: 550,
    stddev_tokens: 150,
    min_tokens: 1,
    max_tokens: 1_000_000,
  }, bruteForce(normalTo(550, 150, 1, 1_000_000))],
  ["normal lengths whose lower half is drawn again", {
    distribution: "normal",
    mean_tokens: 100,
    stddev_tokens: 80,
    min_tokens: 100,
    max_tokens: 250,
  }, bruteForce(normalTo(100, 80, 100, 250))],
  ["log-normal lengths of a given mean", {
    distribution: "lognormal",
    mean_tokens: 500,
    sigma: 0.8,
    min_tokens: 50,
    max_tokens: 4000,
  }, bruteForce(lognormalTo(Math.log(500) - 0.32, 0.8, 50, 4000))],
  ["log-normal lengths of a given median", {
    distribution: "lognormal",
    median_tokens: 500,
    sigma: 0.8,
    min_tokens: 50,
    max_tokens: 4000,
  }, bruteForce(lognormalTo(Math.log(500), 0.8, 50, 4000))],
  ["uniform lengths", { distribution: "uniform", min_tokens: 100, max_tokens: 1000 }, {
    mean: 550,
    stddev: Math.sqrt((901 ** 2 - 1) / 12),
  }],
];

for (const [name, lengths, truth] of CASES) {
  Deno.test(`${name} have the mean and the spread that theory gives them`, () => {
    const { mean, stddev } = moments(draw(lengths));
    // Five standard errors of a mean; a spread's error is larger where tails are long.
    assert.ok(Math.abs(mean - truth.mean) < 5 * truth.stddev / Math.sqrt(DRAWS), `mean ${mean}`);
    assert.ok(Math.abs(stddev / truth.stddev - 1) < 0.04, `stddev ${stddev}`);
    assert.ok(Math.abs(meanLength(lengths, []) - truth.mean) < 0.5, "the stated mean");
  });
}

Deno.test("a log-normal distribution that is not clipped has the mean it names, not the median", () => {
  const unclipped = { sigma: 0.8, min_tokens: 1, max_tokens: 1_000_000 };
  const values = draw({ distribution: "lognormal", mean_tokens: 5000, ...unclipped }).sort();
  const { mean } = moments(values);
  assert.ok(Math.abs(mean / 5000 - 1) < 0.03, `mean ${mean}`);
  const median = values[DRAWS / 2]!;
  assert.ok(Math.abs(median / (5000 * Math.exp(-0.32)) - 1) < 0.03, `median ${median}`);
});

Deno.test("what a log-normal distribution draws beyond its limits becomes the limit", () => {
  const values = draw({
    distribution: "lognormal",
    median_tokens: 100,
    sigma: 1,
    min_tokens: 50,
    max_tokens: 400,
  });
  assert.equal(Math.min(...values), 50);
  assert.equal(Math.max(...values), 400);
  // P(Z < ln 0.5) = 0.2441 and P(Z > ln 4) = 0.0828, from a table of the normal distribution; what
  // rounds to a limit counts as well.
  const share = (limit: number) => values.filter((value) => value === limit).length / DRAWS;
  assert.ok(Math.abs(share(50) - 0.2441) < 0.012, `${share(50)} at the lower limit`);
  assert.ok(Math.abs(share(400) - 0.0828) < 0.008, `${share(400)} at the upper limit`);
});

Deno.test("normal lengths beyond the limits are drawn again, so that none piles up there", () => {
  const values = draw({
    distribution: "normal",
    mean_tokens: 100,
    stddev_tokens: 80,
    min_tokens: 100,
    max_tokens: 250,
  });
  assert.ok(values.every((value) => value >= 100 && value <= 250));
  assert.ok(values.filter((value) => value === 100).length / DRAWS < 0.02);
});

Deno.test("fixed lengths are all the same, and a file's are its own, each line as likely", () => {
  assert.deepEqual([...new Set(draw({ distribution: "fixed", tokens: 77 }))], [77]);
  const values = draw({ distribution: "from-file", file: "x" }, [10, 20, 20, 1000]);
  assert.deepEqual([...new Set(values)].sort((a, b) => a - b), [10, 20, 1000]);
  const share = values.filter((value) => value === 20).length / DRAWS;
  assert.ok(Math.abs(share - 0.5) < 0.015, `${share} of the lengths are 20`);
  assert.equal(meanLength({ distribution: "from-file", file: "x" }, [10, 20, 20, 1000]), 262.5);
});

Deno.test("acceptedShare() is the share of normal draws that lie within the limits", () => {
  const halves = { distribution: "normal", mean_tokens: 100, stddev_tokens: 10 } as const;
  const above = acceptedShare({ ...halves, min_tokens: 100, max_tokens: 1_000_000 });
  assert.ok(Math.abs(above - 0.5) < 1e-6);
  assert.equal(acceptedShare({ ...halves, stddev_tokens: 0, min_tokens: 1, max_tokens: 99 }), 0);
  assert.equal(acceptedShare({ ...halves, stddev_tokens: 0, min_tokens: 1, max_tokens: 100 }), 1);
});

Deno.test("the workloads with other spreads around 550 and 150 tokens have nearly those means", () => {
  for (const spec of listWorkloads()) {
    if (spec.kind !== "synthetic" || !/^(fixed|normal|lognormal|uniform)-550/.test(spec.id)) {
      continue;
    }
    assert.ok(Math.abs(meanLength(spec.input, []) - 550) < 6, spec.id);
    assert.ok(Math.abs(meanLength(spec.output, []) - 150) < 2, spec.id);
  }
});
