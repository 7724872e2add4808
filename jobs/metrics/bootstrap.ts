import { type Clusters, inUnits } from "./clusters.ts";
import { interpolate, quantile } from "./quantile.ts";
import type { Interval } from "./summary_types.ts";

/** What to draw, and how often. */
export interface BootstrapOptions {
  /** Probabilities of the quantiles that want an interval, ascending. */
  probabilities: readonly number[];
  /** Resamples to draw. */
  replicates: number;
  /** Uniform numbers in [0, 1). */
  random: () => number;
}

/** 95 % intervals, in the unit of the values. */
export interface BootstrapIntervals {
  /** One per probability asked for. */
  quantiles: Interval[];
  mean: Interval;
}

/**
 * Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13)
 * that redraws whole requests with replacement, so that values of one request stay together.
 *
 * Values are sorted once. A resample is then only a weight per request, how often it was drawn, and
 * its quantiles are found by walking the sorted values and adding up the weights of their owners.
 */
export function bootstrapIntervals(
  clusters: Clusters,
  { probabilities, replicates, random }: BootstrapOptions,
): BootstrapIntervals {
  const { ends } = clusters;
  const values = inUnits(clusters);
  const requests = ends.length;
  const { sorted, owners } = sortWithOwners(values, ends);
  const sizes = new Uint32Array(requests);
  const sums = new Float64Array(requests);
  for (let i = 0; i < values.length; i++) {
    sizes[owners[i]!]!++;
    sums[owners[i]!]! += sorted[i]!;
  }

  const quantiles = probabilities.map(() => new Float64Array(replicates));
  const means = new Float64Array(replicates);
  const weights = new Uint32Array(requests);
  for (let replicate = 0; replicate < replicates; replicate++) {
    weights.fill(0);
    let size = 0;
    let sum = 0;
    for (let draw = 0; draw < requests; draw++) {
      const request = Math.floor(random() * requests);
      weights[request]!++;
      size += sizes[request]!;
      sum += sums[request]!;
    }
    means[replicate] = sum / size;
    let at = 0;
    let passed = weights[owners[0]!]!;
    for (let q = 0; q < probabilities.length; q++) {
      const position = (size - 1) * probabilities[q]!;
      const below = Math.floor(position);
      while (passed <= below) passed += weights[owners[++at]!]!;
      const low = sorted[at]!;
      let next = at;
      if (position > below) {
        for (let reached = passed; reached <= below + 1;) reached += weights[owners[++next]!]!;
      }
      quantiles[q]![replicate] = interpolate(low, sorted[next]!, position - below);
    }
  }
  return { quantiles: quantiles.map(middle95), mean: middle95(means) };
}

/** The values ascending, and beside each the number of the request it came from. */
function sortWithOwners(values: Float64Array, ends: Uint32Array) {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ownerOf = new Uint32Array(values.length);
  for (let request = 0, i = 0; request < ends.length; request++) {
    while (i < ends[request]!) ownerOf[i++] = request;
  }
  return {
    sorted: Float64Array.from(order, (i) => values[i]!),
    owners: order.map((i) => ownerOf[i]!),
  };
}

function middle95(replicates: Float64Array): Interval {
  replicates.sort();
  return [quantile(replicates, 0.025), quantile(replicates, 0.975)];
}
