import type { LoadPlan } from "./load_plan.ts";

/** A few requests in flight reach this rate only where an answer takes a fraction of a second. */
const HARDLY_LIMITS_FROM_RPM = 600;

/**
 * A closed loop of so many in flight; for an endpoint that allows fewer requests a minute than that
 * may come to, an open loop at just that rate with as many in flight at most. A quota is no latency.
 *
 * @param requestsPerMinute as the catalog says; null: no limit is known
 */
export function quotaPlan(requestsPerMinute: number | null, concurrency: number): LoadPlan {
  return requestsPerMinute === null || requestsPerMinute >= HARDLY_LIMITS_FROM_RPM
    ? { kind: "closed_loop", concurrency }
    : {
      kind: "open_loop",
      requestRatePerS: requestsPerMinute / 60,
      arrival: "constant",
      burstiness: 1,
      ramp: null,
      maxConcurrency: concurrency,
    };
}
