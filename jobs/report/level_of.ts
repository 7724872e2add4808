/** How hard a stored plan pressed; both null for a plan that says neither. */
export interface PlanLevel {
  /** Mean rate of an open loop, 1/s. */
  offeredRatePerS: number | null;
  /** Requests kept in flight by a closed loop. */
  concurrency: number | null;
}

/** Reads the load out of a stored plan. */
export function levelOf(plan: Record<string, unknown>): PlanLevel {
  const number = (name: string) => {
    const value = plan[name];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  return plan["kind"] === "open_loop"
    ? { offeredRatePerS: number("request_rate_per_s"), concurrency: null }
    : { offeredRatePerS: null, concurrency: number("concurrency") };
}
