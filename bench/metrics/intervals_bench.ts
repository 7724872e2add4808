import { bootstrapIntervals } from "../../jobs/metrics/bootstrap.ts";
import { independent } from "../../jobs/metrics/clusters.ts";
import { distributionOf } from "../../jobs/metrics/distribution.ts";
import { createRandom } from "../../jobs/metrics/mod.ts";
import { randomStream } from "../../jobs/workloads/mod.ts";

// How long the 95 % intervals of a large run take, beside sorting its values, which any quantile
// needs: deno bench bench/metrics/intervals_bench.ts

const VALUES = 100_000;
/** Log-normal with median 1, as times often are. */
const SIGMA = 0.5;

const random = randomStream(1, 0, "intervals bench");
const values = Float64Array.from({ length: VALUES }, () => Math.exp(random.normal(0, SIGMA)));
const group = `${VALUES} values`;

Deno.bench({ name: "sorting them", group, baseline: true }, () => {
  values.slice().sort();
});

Deno.bench({ name: "all statistics, with an interval for every quantile", group }, () => {
  distributionOf(independent(values.slice()), 1, "none");
});

Deno.bench({ name: "the same intervals by 1,000 resamples", group, n: 5, warmup: 1 }, () => {
  bootstrapIntervals(independent(values.slice()), {
    probabilities: [0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999],
    replicates: 1000,
    random: createRandom(1),
  });
});
