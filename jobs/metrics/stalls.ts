import { type Clusters, inUnits } from "./clusters.ts";
import { quantile } from "./quantile.ts";

/** A gap this many times its request's median gap is a stall. */
const STALL_FACTOR = 5;

/**
 * Share of gaps that are stalls. A request whose median gap is 0, because most of its events came
 * together with another, has no scale to measure a stall by and is left out.
 *
 * @param gaps gaps between events, by request
 * @returns null when no request has a positive median gap
 */
export function stallRate(clusters: Clusters): number | null {
  let stalls = 0;
  let judged = 0;
  let start = 0;
  for (const end of clusters.ends) {
    const gaps = inUnits(clusters, start, end).sort();
    start = end;
    const limit = STALL_FACTOR * quantile(gaps, 0.5);
    if (limit === 0) continue;
    judged += gaps.length;
    for (const gap of gaps) if (gap > limit) stalls++;
  }
  return judged === 0 ? null : stalls / judged;
}
