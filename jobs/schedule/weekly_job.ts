import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import type { Job } from "../job.ts";
import type { TransportChoice } from "../wire/mod.ts";
import { createChatWorkload, HEADLINE_LENGTHS } from "../workloads/mod.ts";
import { weeklyLoad } from "./weekly_load.ts";

const CHECKS = 20;
/** Nothing new leaves after this, so that one slow endpoint cannot hold the others up. */
const STOP_AFTER_S = 1800;

/**
 * The job that fills an endpoint's slot of the week: the headline workload under one load plan that
 * is the same for all, so that their figures can be compared, or as near to it as the endpoint's
 * quota allows. It waits when it is told to wait.
 *
 * @param seed fresh for each run, for a provider's cache may know the prompts of an old one
 * @param region where the client stands; a free label
 * @param transport how the endpoint can be reached from here
 */
export function weeklyJob(
  endpoint: Endpoint,
  seed: number,
  region: string,
  transport: TransportChoice,
): Job {
  const { requestsPerMinute } = endpoint;
  const { plan, requests, flags } = weeklyLoad(requestsPerMinute, STOP_AFTER_S * 1000);
  return {
    endpoint,
    workload: createChatWorkload({ seed, cachePolicy: "cold" }),
    seed,
    plan,
    maxRequests: requests,
    warmupRequests: 0,
    warmupMs: 0,
    stopAfterMs: STOP_AFTER_S * 1000,
    respectRetryAfter: true,
    timeouts: { connectMs: 10_000, firstByteMs: 60_000, stallMs: 30_000, totalMs: 120_000 },
    checkCount: CHECKS,
    stream: true,
    samplingParams: {},
    headers: {},
    transport,
    workers: 1,
    region,
    command: [
      `deno task job ${endpoint.id}`,
      `--stddev-output-tokens ${HEADLINE_LENGTHS.stddevOutputTokens}`,
      ...flags,
      "--respect-retry-after",
      `--timeout ${STOP_AFTER_S}`,
      `--checks ${CHECKS}`,
      `--seed ${seed}`,
    ].join(" "),
    metadata: {
      scheduled: true,
      ...plan.kind === "open_loop" ? { paced_to_requests_per_minute: requestsPerMinute } : {},
    },
  };
}
