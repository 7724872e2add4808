import type { Endpoint } from "../providers/catalog/endpoint.ts";
import type { Json } from "../providers/protocols/protocol.ts";
import type { GroupPlace } from "./run_record.ts";
import type { LoadPlan } from "./loadgen/mod.ts";
import type { Timeouts, TransportChoice } from "./wire/mod.ts";
import type { Workload } from "./workloads/mod.ts";

/** The order to measure: one endpoint, one workload, one load plan. */
export interface Job {
  endpoint: Endpoint;
  workload: Workload;
  seed: number;
  /** When requests leave. */
  plan: LoadPlan;
  /** Requests to measure, warm-up not counted. */
  maxRequests: number;
  /** The first so many requests, and what leaves within so many ms, are warm-up. */
  warmupRequests: number;
  warmupMs: number;
  /** Nothing new leaves after this long, ms. */
  stopAfterMs: number;
  timeouts: Timeouts;
  /** After an answer that says how long to wait, nothing new leaves for so long. Default: no. */
  respectRetryAfter?: boolean;
  /** Questions of the correctness check; 0 asks none. */
  checkCount: number;
  /** Ask for a stream of events. */
  stream: boolean;
  /** Extra body parameters, as they are. */
  samplingParams: Record<string, Json>;
  /** Extra request headers; `{index}` in a value becomes the request's index. */
  headers: Record<string, string>;
  /** How bytes are carried, and why so. */
  transport: TransportChoice;
  /** Measuring threads. */
  workers: number;
  /** Where the client stands; a free label. */
  region: string;
  /** The command line that repeats this, without secrets. */
  command: string;
  /** Free facts to keep with the run. */
  metadata: Record<string, Json>;
  /** Objectives to hold the figures against, as `formatSlo` writes them. */
  slo?: string;
  /** Of a job that is a step of a plan. */
  place?: GroupPlace;
}

/** Its time ends it, and no number of requests: `maxRequests` is only more than can fit. */
export function endsByTime({ plan, place }: Job): boolean {
  return plan.kind === "closed_loop" && place !== undefined && "durationMs" in place.step.length;
}
