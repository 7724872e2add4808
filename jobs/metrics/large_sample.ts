import { type Clusters, designEffect, standardErrorOfMean } from "./clusters.ts";
import { Z_95 } from "./normal.ts";
import { quantile } from "./quantile.ts";
import type { Interval } from "./summary_types.ts";

/**
 * 95 % interval of a quantile without resampling (Woodruff, "Confidence intervals for medians and
 * other position measures", 1952): the 95 % interval of the share of values below it, read off as
 * quantiles. It is what the percentile bootstrap tends to as values grow many.
 *
 * @param sorted the clusters' `values`, ascending
 */
export function woodruffInterval(
  clusters: Clusters,
  sorted: Float64Array | Uint32Array,
  probability: number,
): Interval {
  const { perUnit } = clusters;
  const effect = designEffect(clusters, quantile(sorted, probability, perUnit));
  const half = Z_95 * Math.sqrt(effect * probability * (1 - probability) / sorted.length);
  return [
    quantile(sorted, Math.max(0, probability - half), perUnit),
    quantile(sorted, Math.min(1, probability + half), perUnit),
  ];
}

/** 95 % interval of the pooled mean by the central limit theorem over requests. */
export function meanInterval(clusters: Clusters, mean: number): Interval {
  const half = Z_95 * standardErrorOfMean(clusters, mean);
  return [mean - half, mean + half];
}
