import { type Command, Option } from "commander";
import { type Arrival, ARRIVALS } from "../loadgen/arrival.ts";
import { type Transport, TRANSPORTS } from "../wire/create_channel.ts";
import {
  nonNegative,
  nonNegativeInt,
  positive,
  positiveInt,
  requestTimeout,
} from "./option_values.ts";

/** What a single run takes where nothing is said. */
export const DEFAULTS = { concurrency: 10, requests: 10, timeoutS: 90 } as const;

/** How hard it is pressed, for how long, and by what. */
export interface LoadOptions {
  numConcurrentRequests?: number;
  requestRate?: number;
  arrival?: Arrival;
  burstiness?: number;
  maxConcurrency?: number;
  rampUpStrategy?: "linear" | "exponential";
  rampUpStartRps?: number;
  rampUpEndRps?: number;
  maxNumCompletedRequests?: number;
  warmupRequests?: number;
  warmupSeconds?: number;
  timeout?: number;
  requestTimeout: number;
  firstByteTimeout: number;
  stallTimeout: number;
  connectTimeout: number;
  respectRetryAfter: boolean;
  workers?: number;
  transport?: Transport;
  calibrate: boolean;
}

/** Adds the flags of {@link LoadOptions} to a command, under a heading of their own. */
export function addLoadOptions(command: Command): Command {
  return command
    .optionsGroup("Load:")
    .option(
      "--num-concurrent-requests <n>",
      `closed loop: requests kept in flight (default: ${DEFAULTS.concurrency})`,
      positiveInt,
    )
    .option(
      "--request-rate <n>",
      "open loop: requests a second, whatever becomes of them",
      positive,
    )
    .addOption(
      new Option("--arrival <shape>", "open loop: gaps between requests (default: poisson)")
        .choices(ARRIVALS),
    )
    .option("--burstiness <n>", "shape of gamma gaps: 1 is Poisson, below 1 bursts", positive)
    .option("--max-concurrency <n>", "open loop: requests in flight at most", positiveInt)
    .addOption(
      new Option("--ramp-up-strategy <how>", "open loop: let the rate change over the run")
        .choices(["linear", "exponential"]),
    )
    .option("--ramp-up-start-rps <n>", "rate at the first request", positive)
    .option("--ramp-up-end-rps <n>", "rate at the last request", positive)
    .option(
      "--max-num-completed-requests <n>",
      `requests in all, or of each step, warm-up not counted (default: ${DEFAULTS.requests})`,
      positiveInt,
    )
    .option(
      "--warmup-requests <n>",
      "leave the first so many out of the figures",
      nonNegativeInt,
    )
    .option("--warmup-seconds <s>", "leave what starts so early out of the figures", nonNegative)
    .option(
      "--timeout <s>",
      `start nothing new after this long (default: ${DEFAULTS.timeoutS})`,
      positive,
    )
    .option("--request-timeout <s>", "limit for one whole answer", requestTimeout, 120)
    .option("--first-byte-timeout <s>", "limit for an answer's first byte", positive, 60)
    .option("--stall-timeout <s>", "longest silence within an answer", positive, 30)
    .option("--connect-timeout <s>", "limit for name look-up, TCP and TLS", positive, 10)
    .option(
      "--respect-retry-after",
      "after a 429, or a 503, that says how long to wait, send nothing new for so long",
      false,
    )
    .option(
      "--workers <n>",
      "measuring threads (default: as concurrency and cores allow)",
      positiveInt,
    )
    .addOption(
      new Option(
        "--transport <name>",
        "how bytes are carried (default: raw; fetch-byob where a proxy or HTTP/2 demands it)",
      ).choices(TRANSPORTS),
    )
    .option(
      "--no-calibrate",
      "do not measure this client's own error before and after: the verdict is suspect at best",
    );
}
