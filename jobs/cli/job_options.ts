import { Command, InvalidArgumentError, Option } from "commander";
import type { Json } from "../../providers/protocols/protocol.ts";
import { findProtocol, protocols } from "../../providers/protocols/mod.ts";
import { type Arrival, ARRIVALS } from "../loadgen/arrival.ts";
import { type Transport, TRANSPORTS } from "../wire/create_channel.ts";
import { HEADLINE_LENGTHS } from "../workloads/headline_lengths.ts";
import { ONE_LINE_REFUSAL } from "./one_line_refusal.ts";
import {
  collect,
  concurrencies,
  duration,
  jsonObject,
  nonNegative,
  nonNegativeInt,
  pairs,
  positive,
  positiveInt,
  rates,
  requestTimeout,
  seed,
  share,
  someTime,
} from "./option_values.ts";

/** Plans by their name on the command line. */
export const PLAN_KINDS = ["load", "sweep", "slo", "sustained", "compare", "full"] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

/** What a single run takes where nothing is said. */
export const DEFAULTS = { concurrency: 10, requests: 10, timeoutS: 90 } as const;

/** The `job` command's options, parsed and checked one by one. */
export interface JobOptions {
  url?: string;
  model?: string;
  llmApi: string;
  apiKeyEnv?: string;
  /** Id or file; none of the four lengths below goes with it. */
  workload?: string;
  timeScale?: number;
  listWorkloads: boolean;
  meanInputTokens?: number;
  stddevInputTokens?: number;
  meanOutputTokens?: number;
  stddevOutputTokens?: number;
  numConcurrentRequests?: number;
  maxNumCompletedRequests?: number;
  requestRate?: number;
  arrival?: Arrival;
  burstiness?: number;
  maxConcurrency?: number;
  rampUpStrategy?: "linear" | "exponential";
  rampUpStartRps?: number;
  rampUpEndRps?: number;
  warmupRequests?: number;
  warmupSeconds?: number;
  timeout?: number;
  requestTimeout: number;
  firstByteTimeout: number;
  stallTimeout: number;
  respectRetryAfter: boolean;
  connectTimeout: number;
  seed?: number;
  additionalSamplingParams: Record<string, Json>;
  transport?: Transport;
  stream: boolean;
  header: string[];
  checks?: number;
  workers?: number;
  region: string;
  metadata: Record<string, Json>;
  resultsDir?: string;
  store: boolean;
  json: boolean;
  quiet: boolean;
  calibrate: boolean;
  plan?: PlanKind;
  rates?: number[];
  concurrencies?: number[];
  /** An expression as it was typed. */
  slo?: string;
  /** Of a step, ms. */
  duration?: number;
  /** Between steps, ms. */
  pause?: number;
  rounds?: number;
  /** Side B of a comparison: a catalog id or a URL. */
  against?: string;
  againstModel?: string;
  againstLlmApi?: string;
  againstApiKeyEnv?: string;
  /** Rate the group's capacity is stated for, 1/s. */
  targetRate?: number;
  headroom?: number;
  /** Id of a stored group. */
  resume?: string;
}

/**
 * The `job` command: flags, defaults, help. LLMPerf's flags keep their names. Its `parse` throws a
 * `CommanderError` instead of ending the process.
 */
export function jobCommand(): Command {
  return new Command("deno task job")
    .description("Measure one endpoint once, store every sample, print the figures.")
    .argument("[endpoint]", "an endpoint of the catalog, such as openai/gpt-4o-mini")
    .optionsGroup("Endpoint:")
    .option("--url <url>", "measure this base URL instead of a catalog endpoint")
    .option("--model <name>", "model name the endpoint expects (with --url)")
    .addOption(
      new Option("--llm-api <protocol>", "wire format (with --url), one of the protocols below")
        .default("openai-chat")
        .argParser(protocolName),
    )
    .option("--api-key-env <variable>", "environment variable that holds the key (with --url)")
    .option(
      "--header <name: value>",
      "extra request header, repeatable; {index} counts, {NAME} is a variable's value",
      collect,
      [],
    )
    .optionsGroup("Workload:")
    .option(
      "--workload <id|file>",
      "a workload by name, or a file of one, of prompts or of a trace",
    )
    .option("--list-workloads", "list the workloads by name, and end", false)
    .option("--time-scale <n>", "traces: gaps times this, 0.5 is twice as fast", positive)
    .option(
      "--mean-input-tokens <n>",
      `mean prompt length (default: ${HEADLINE_LENGTHS.meanInputTokens})`,
      positiveInt,
    )
    .option(
      "--stddev-input-tokens <n>",
      `its standard deviation (default: ${HEADLINE_LENGTHS.stddevInputTokens})`,
      nonNegative,
    )
    .option(
      "--mean-output-tokens <n>",
      `mean of the output limit (default: ${HEADLINE_LENGTHS.meanOutputTokens})`,
      positiveInt,
    )
    .option(
      "--stddev-output-tokens <n>",
      `its standard deviation (default: ${HEADLINE_LENGTHS.stddevOutputTokens})`,
      nonNegative,
    )
    .option("--seed <n>", "same seed: same prompts and lengths (default: random)", seed)
    .option(
      "--additional-sampling-params <json>",
      "extra body parameters, as a JSON object",
      jsonObject,
      {},
    )
    .option("--no-stream", "ask for one answer instead of a stream: no TTFT then")
    .option(
      "--checks <n>",
      "correctness questions to ask afterwards (default: 20 for catalog endpoints, else 0)",
      nonNegativeInt,
    )
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
    )
    .optionsGroup("Plan (each step is a run, all under one group):")
    .addOption(
      new Option("--plan <kind>", "what to find out; see the plans below").choices(PLAN_KINDS),
    )
    .option("--rates <list>", "requests a second: 1,2,4,8 or 1..10+3 or 1..64*2", rates)
    .option("--concurrencies <list>", "requests in flight: 1,2,4 or 1..64*2", concurrencies)
    .option("--slo <objectives>", "such as 'ttft:p95<500ms;itl:p99<=50ms;success>=99%'")
    .option("--duration <time>", "of a step, such as 60s or 5m (default: 60s)", someTime)
    .option(
      "--pause <time>",
      "between steps (default: a thirtieth of a step, 2s at most)",
      duration,
    )
    .option("--rounds <n>", "compare: rounds, even, from 16 (default: 24)", positiveInt)
    .option("--against <endpoint|url>", "compare: side B")
    .option("--against-model <name>", "side B's model, if it is another (with a URL)")
    .addOption(
      new Option("--against-llm-api <protocol>", "side B's wire format, if it is another")
        .argParser(protocolName),
    )
    .option("--against-api-key-env <variable>", "environment variable with side B's key")
    .option(
      "--target-rate <n>",
      "state the capacity needed for so many requests a second",
      positive,
    )
    .option("--headroom <share>", "of each instance kept free for peaks (default: 0.3)", share)
    .option("--resume <group>", "go on with a group's steps that are not done")
    .optionsGroup("Output:")
    .option("--json", "print one JSON object on stdout, all else on stderr", false)
    .option("--quiet", "no progress: only the figures, and errors", false)
    .option("--results-dir <dir>", "also write LLMPerf's two files, run.json and samples.jsonl")
    .option("--no-store", "leave the database alone")
    .option("--region <label>", "where this client stands", "local")
    .option("--metadata <pairs>", "facts to keep with the run: key=value,key=value", pairs, {})
    .addHelpText(
      "after",
      `
Plans (--plan):
  load       one level: --rates 4 or --concurrencies 8
  sweep      levels in ascending order until one is saturated: no more throughput, a growing backlog
  slo        the highest rate that meets --slo, with its interval; --rates 1,64 bounds the search
  sustained  one level for long: --rates 4 --duration 10m, with drift over time
  compare    --against: the identical requests to A and B in turns, each figure tested
  full       warm-up, sweep, slo, sustained at 90 % of what was found

Protocols (--llm-api):
${protocolLines().join("\n")}

Keys (--api-key-env, or the catalog's api_key_env) are read from the variable named:
  most protocols  the key
  aws-*           AWS_ACCESS_KEY_ID names AWS keys, with AWS_SECRET_ACCESS_KEY and, if set,
                  AWS_SESSION_TOKEN beside it (any prefix will do); it is also used unnamed. A
                  variable of another name, such as AWS_BEARER_TOKEN_BEDROCK, holds a Bedrock API key
  google-gemini   an API key, an access token, or a service account's JSON or the path of its file;
                  GOOGLE_APPLICATION_CREDENTIALS is also used unnamed

Examples:
  deno task job openai/gpt-4o-mini
  deno task job --url http://localhost:8000/v1 --model my-model --num-concurrent-requests 8
  deno task job --url https://llm.example.com/v1 --model m --api-key-env MY_KEY --json
  deno task job openai/gpt-4o-mini --workload summarization --request-rate 2 --slo 'ttft:p95<1s'
  deno task job --url http://localhost:8000/v1 --model m --plan sweep --rates 1..64*2 --duration 60s
  deno task job --url http://localhost:8000/v1 --model m --plan slo --slo 'ttft:p95<500ms;success>=99%'
  deno task job --url http://a:8000/v1 --model m --plan compare --against http://b:8000/v1 --rates 2
  deno task job --resume 0b9d4f0e-... (go on after Ctrl-C or a crash)

Exit codes: 0 done, 1 no request succeeded, 2 wrong command or input, 3 measured but the instrument
was not good enough, 130 interrupted (finished samples are kept).`,
    )
    .allowExcessArguments(false)
    .configureOutput(ONE_LINE_REFUSAL)
    .exitOverride();
}

/** One line a protocol: its name, what it is, and its other names. */
function protocolLines(): string[] {
  const width = Math.max(...protocols.map(({ id }) => id.length));
  return protocols.map(({ id, aliases, description }) => {
    const also = aliases.length === 0 ? "" : ` (also: ${aliases.join(", ")})`;
    return `  ${id.padEnd(width)}  ${description}${also}`;
  });
}

function protocolName(value: string): string {
  try {
    findProtocol(value);
    return value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`It is an ${error.message}.`);
  }
}
