import { type LoadPlan, quotaPlan } from "../loadgen/mod.ts";

/** Concurrency and number of requests of LLMPerf's published leaderboard. */
const CONCURRENCY = 5;
const REQUESTS = 150;

/** How much a weekly run asks of an endpoint, and how fast. */
export interface WeeklyLoad {
  plan: LoadPlan;
  requests: number;
  /** The flags that ask `deno task job` for the same. */
  flags: string[];
}

/**
 * The weekly run's load: the same closed loop for all, so that figures can be compared; for an
 * endpoint with a narrow quota one at the quota's rate, of as many requests as its time allows.
 *
 * @param requestsPerMinute as the catalog says; null: no limit is known
 * @param stopAfterMs nothing new leaves after this
 */
export function weeklyLoad(requestsPerMinute: number | null, stopAfterMs: number): WeeklyLoad {
  const plan = quotaPlan(requestsPerMinute, CONCURRENCY);
  if (plan.kind === "closed_loop") {
    const flags = [`--num-concurrent-requests ${CONCURRENCY}`, requestsFlag(REQUESTS)];
    return { plan, requests: REQUESTS, flags };
  }
  const { requestRatePerS } = plan;
  const inTime = Math.floor(requestRatePerS * stopAfterMs / 1000);
  const requests = Math.max(1, Math.min(REQUESTS, inTime));
  return {
    plan,
    requests,
    flags: [
      `--request-rate ${requestRatePerS}`,
      "--arrival constant",
      `--max-concurrency ${CONCURRENCY}`,
      requestsFlag(requests),
    ],
  };
}

function requestsFlag(requests: number): string {
  return `--max-num-completed-requests ${requests}`;
}
