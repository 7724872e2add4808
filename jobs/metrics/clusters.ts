/**
 * Values pooled over requests. Values of one request stand together, because they are not
 * independent of each other: a slow request has many slow gaps. Whatever infers something from
 * pooled values treats the request, not the value, as what was drawn at random.
 */
export interface Clusters {
  /**
   * Value `i` is `values[i] / perUnit`: gaps, of which there may be millions, are kept as whole
   * microseconds (`perUnit` 1000), in half the memory of milliseconds and without any loss.
   */
  values: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  perUnit: number;
  /** Where each request's values end (exclusive), ascending; every request holds at least one. */
  ends: Uint32Array;
}

/**
 * Gives the memory of values that nobody needs any more back at once. The collector looks at its own
 * heap, where such an array is a few bytes, and would let several of them pile up.
 */
export function release(values: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void {
  values.buffer.transfer(0);
}

/** Values that are one per request: each is a cluster of its own. */
export function independent(values: Float64Array<ArrayBuffer>): Clusters {
  return { values, perUnit: 1, ends: Uint32Array.from(values, (_, i) => i + 1) };
}

/** The values themselves, from number `start` up to `end`: all of them unless told otherwise. */
export function inUnits(
  { values, perUnit }: Clusters,
  start = 0,
  end = values.length,
): Float64Array {
  const own = new Float64Array(end - start);
  for (let i = 0; i < own.length; i++) own[i] = values[start + i]! / perUnit;
  return own;
}

/**
 * How many times larger the variance of "share of values above `threshold`" is than it would be had
 * all values been independent; at least 1. This is the design effect of survey sampling, with the
 * ratio estimator of a cluster sample (Cochran, "Sampling Techniques", 1977, section 9A.1), so that
 * n / designEffect is the effective number of independent values (Korn and Graubard, 1998).
 */
export function designEffect({ values, perUnit, ends }: Clusters, threshold: number): number {
  const n = values.length;
  const requests = ends.length;
  if (requests === n) return 1;
  if (requests < 2) return n;
  const above = new Float64Array(requests);
  let totalAbove = 0;
  for (let request = 0, i = 0; request < requests; request++) {
    let count = 0;
    for (; i < ends[request]!; i++) if (values[i]! / perUnit > threshold) count++;
    above[request] = count;
    totalAbove += count;
  }
  if (totalAbove === 0 || totalAbove === n) return 1;
  const share = totalAbove / n;
  let squares = 0;
  for (let request = 0, start = 0; request < requests; request++) {
    const end = ends[request]!;
    squares += (above[request]! - share * (end - start)) ** 2;
    start = end;
  }
  const clustered = requests / (requests - 1) * squares / (n * n);
  return Math.max(1, clustered / (share * (1 - share) / n));
}

/** Standard error of the pooled mean, by the same ratio estimator; at least two requests. */
export function standardErrorOfMean({ values, perUnit, ends }: Clusters, mean: number): number {
  const requests = ends.length;
  let squares = 0;
  for (let request = 0, i = 0; request < requests; request++) {
    let deviation = 0;
    for (; i < ends[request]!; i++) deviation += values[i]! / perUnit - mean;
    squares += deviation * deviation;
  }
  return Math.sqrt(requests / (requests - 1) * squares) / values.length;
}
