import { bootstrapIntervals } from "../../jobs/metrics/bootstrap.ts";
import { type Clusters, independent } from "../../jobs/metrics/clusters.ts";
import { distributionOf } from "../../jobs/metrics/distribution.ts";
import { createRandom, type Interval } from "../../jobs/metrics/mod.ts";
import { randomStream } from "../../jobs/workloads/mod.ts";
import type { Experiment } from "./experiment.ts";

/** Values are log-normal with median 1, as times often are. */
const SIGMA = 0.5;
const QUANTILES = ["p50", "p90", "p95", "p99"] as const;
const PROBABILITIES = [0.5, 0.9, 0.95, 0.99];
/** Normal quantiles of these probabilities. */
const NORMAL = [0, 1.2815515655446004, 1.6448536269514722, 2.3263478740408408];
const RUNS = 400;
const SIZES = [1000, 2000, 10_000, 100_000] as const;

function drawn(count: number, seed: number): Clusters {
  const random = randomStream(seed, count, "interval");
  return independent(Float64Array.from({ length: count }, () => Math.exp(random.normal(0, SIGMA))));
}

/**
 * Intervals of quantiles at every size up to 100,000 values: how often they hold the truth, how wide
 * the quick ones are beside those by resampling, and (told, not recorded) how long either takes.
 */
export const INTERVAL_EXPERIMENT: Experiment = {
  title: "intervals of quantiles up to 100,000 values: coverage, width, time",
  run(report) {
    const coverage = SIZES.map((count) => {
      const runs = count > 10_000 ? RUNS / 4 : RUNS;
      const held = [0, 0, 0, 0];
      for (let seed = 1; seed <= runs; seed++) {
        const { ci95 } = distributionOf(drawn(count, seed), seed, "none");
        QUANTILES.forEach((key, i) => {
          const truth = Math.exp(SIGMA * NORMAL[i]!);
          if (ci95[key]![0] <= truth && truth <= ci95[key]![1]) held[i]!++;
        });
      }
      const shares = Object.fromEntries(QUANTILES.map((key, i) => [key, held[i]! / runs]));
      report(`${count} values, ${runs} runs: ${JSON.stringify(shares)}`);
      return { values: count, runs, ...shares };
    });
    return { sigma: SIGMA, coverage, at_100000: besideResampling(report) };
  },
};

/** The product's intervals of 100,000 values beside a full bootstrap of them. */
function besideResampling(report: (line: string) => void) {
  const values = drawn(100_000, 1);
  const [quick, quickMs] = timed(() => distributionOf(values, 1, "none").ci95);
  const [full, fullMs] = timed(() =>
    bootstrapIntervals(values, {
      probabilities: PROBABILITIES,
      replicates: 1000,
      random: createRandom(1),
    })
  );
  report(`100,000 values: ${quickMs.toFixed(0)} ms; by resampling ${fullMs.toFixed(0)} ms`);
  const width = ([low, high]: Interval) => high - low;
  return Object.fromEntries(
    QUANTILES.map((key, i) => [key, {
      interval: quick[key]!,
      bootstrap: full.quantiles[i]!,
      width_ratio: width(quick[key]!) / width(full.quantiles[i]!),
    }]),
  );
}

function timed<T>(work: () => T): [T, number] {
  const beganMs = performance.now();
  const result = work();
  return [result, performance.now() - beganMs];
}
