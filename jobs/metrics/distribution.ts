import { bootstrapIntervals } from "./bootstrap.ts";
import { certifiedFrom, isCertified } from "./certified.ts";
import { type Clusters, designEffect, release } from "./clusters.ts";
import { meanInterval, woodruffInterval } from "./large_sample.ts";
import { boundedFrom, orderStatisticInterval } from "./order_statistic_interval.ts";
import { quantile, QUANTILE_PROBABILITIES } from "./quantile.ts";
import { createRandom } from "./random.ts";
import {
  type Distribution,
  type Interval,
  QUANTILE_KEYS,
  type QuantileKey,
} from "./summary_types.ts";

/** Resamples of the bootstrap; the ends of an interval then move by a few percent of its width. */
const REPLICATES = 1000;
/** Above either, the large-sample intervals say the same as the bootstrap and cost nothing. */
const BOOTSTRAP_MAX_REQUESTS = 2_000;
const BOOTSTRAP_MAX_VALUES = 50_000;

/** Fewest requests that any interval is drawn from: as many as certify a median. */
const INTERVAL_MIN_REQUESTS = certifiedFrom(0.5);

/**
 * All statistics of one metric.
 *
 * Certified quantiles, and the mean from {@link INTERVAL_MIN_REQUESTS} requests on, get the 95 %
 * interval that resampling gives: with fewer values its "95 %" would not be true. Other quantiles get
 * the interval between two of the values, which is wider and true at any number, or, where even all
 * the values leave the truth open to one side, none and the reason.
 *
 * @param clusters the values, by request
 * @param seed of the bootstrap
 * @param reason why there is nothing, should there be no value
 */
export function distributionOf(clusters: Clusters, seed: number, reason: string): Distribution {
  const { perUnit } = clusters;
  const n = clusters.values.length;
  if (n === 0) return emptyDistribution(reason);
  const sorted = clusters.values.slice().sort();
  let sum = 0;
  for (const value of sorted) sum += value / perUnit;
  const mean = sum / n;
  let squares = 0;
  for (const value of sorted) squares += (value / perUnit - mean) ** 2;

  const quantiles = byQuantile((p) => quantile(sorted, p, perUnit));
  const enoughRequests = clusters.ends.length >= INTERVAL_MIN_REQUESTS;
  const effective = byQuantile((_, key) => n / designEffect(clusters, quantiles[key]));
  const certified = QUANTILE_KEYS.filter((key) =>
    enoughRequests && isCertified(effective[key], QUANTILE_PROBABILITIES[key])
  );
  const ci95 = enoughRequests ? intervals(clusters, sorted, mean, certified, seed) : {};
  const missing: Distribution["ci95_missing"] = enoughRequests ? {} : { mean: tooFew(clusters) };
  const pooled = clusters.ends.length < n;
  for (const key of QUANTILE_KEYS.filter((key) => !certified.includes(key))) {
    const found = boundsOf(clusters, sorted, key, effective[key], pooled && !enoughRequests);
    if (typeof found === "string") missing[key] = found;
    else ci95[key] = found;
  }
  const [min, max] = [sorted[0]! / perUnit, sorted[n - 1]! / perUnit];
  release(sorted);
  return {
    n,
    mean,
    stddev: n < 2 ? null : Math.sqrt(squares / (n - 1)),
    min,
    max,
    ...quantiles,
    certified,
    ci95,
    ...Object.keys(missing).length === 0 ? {} : { ci95_missing: missing },
  };
}

/** The interval of a quantile that is not certified, or why there is none. */
function boundsOf(
  clusters: Clusters,
  sorted: Float64Array | Uint32Array,
  key: QuantileKey,
  effective: number,
  tooFewRequests: boolean,
): Interval | string {
  if (tooFewRequests) return tooFew(clusters);
  const probability = QUANTILE_PROBABILITIES[key];
  return orderStatisticInterval(sorted, clusters.perUnit, probability, effective) ??
    `needs ${boundedFrom(probability)} independent values, has ${Math.floor(effective)}`;
}

function tooFew({ ends }: Clusters): string {
  return `needs ${INTERVAL_MIN_REQUESTS} requests, has ${ends.length}`;
}

function intervals(
  clusters: Clusters,
  sorted: Float64Array | Uint32Array,
  mean: number,
  keys: readonly QuantileKey[],
  seed: number,
): Partial<Record<QuantileKey | "mean", Interval>> {
  const probabilities = keys.map((key) => QUANTILE_PROBABILITIES[key]);
  const found = clusters.ends.length <= BOOTSTRAP_MAX_REQUESTS &&
      sorted.length <= BOOTSTRAP_MAX_VALUES
    ? bootstrapIntervals(clusters, {
      probabilities,
      replicates: REPLICATES,
      random: createRandom(seed),
    })
    : {
      mean: meanInterval(clusters, mean),
      quantiles: probabilities.map((p) => woodruffInterval(clusters, sorted, p)),
    };
  const result: Partial<Record<QuantileKey | "mean", Interval>> = { mean: found.mean };
  keys.forEach((key, i) => result[key] = found.quantiles[i]!);
  return result;
}

function emptyDistribution(reason: string): Distribution {
  return {
    n: 0,
    mean: null,
    stddev: null,
    min: null,
    max: null,
    ...byQuantile(() => null),
    certified: [],
    ci95: {},
    reason,
  };
}

function byQuantile<T>(
  make: (probability: number, key: QuantileKey) => T,
): Record<QuantileKey, T> {
  return Object.fromEntries(
    QUANTILE_KEYS.map((key) => [key, make(QUANTILE_PROBABILITIES[key], key)]),
  ) as Record<QuantileKey, T>;
}
