import { Command, InvalidArgumentError, Option } from "commander";
import type { Json } from "../../providers/protocols/protocol.ts";
import { findProtocol, protocols } from "../../providers/protocols/mod.ts";
import { type Arrival, ARRIVALS } from "../loadgen/mod.ts";
import { type Transport, TRANSPORTS } from "../wire/mod.ts";
import { HEADLINE_LENGTHS } from "../workloads/mod.ts";

/** The `job` command's options, parsed and checked one by one. */
export interface JobOptions {
  url?: string;
  model?: string;
  llmApi: string;
  apiKeyEnv?: string;
  meanInputTokens: number;
  stddevInputTokens: number;
  meanOutputTokens: number;
  stddevOutputTokens: number;
  numConcurrentRequests: number;
  maxNumCompletedRequests: number;
  requestRate?: number;
  arrival?: Arrival;
  burstiness?: number;
  maxConcurrency?: number;
  rampUpStrategy?: "linear" | "exponential";
  rampUpStartRps?: number;
  rampUpEndRps?: number;
  warmupRequests: number;
  warmupSeconds: number;
  timeout: number;
  requestTimeout: number;
  firstByteTimeout: number;
  stallTimeout: number;
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
  calibrate: boolean;
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
      "extra request header, repeatable; {index} counts",
      collect,
      [],
    )
    .optionsGroup("Workload:")
    .option(
      "--mean-input-tokens <n>",
      "mean prompt length",
      positiveInt,
      HEADLINE_LENGTHS.meanInputTokens,
    )
    .option(
      "--stddev-input-tokens <n>",
      "its standard deviation",
      nonNegative,
      HEADLINE_LENGTHS.stddevInputTokens,
    )
    .option(
      "--mean-output-tokens <n>",
      "mean of the output limit",
      positiveInt,
      HEADLINE_LENGTHS.meanOutputTokens,
    )
    .option(
      "--stddev-output-tokens <n>",
      "its standard deviation",
      nonNegative,
      HEADLINE_LENGTHS.stddevOutputTokens,
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
      "closed loop: requests kept in flight",
      positiveInt,
      10,
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
      "requests in all, warm-up not counted",
      positiveInt,
      10,
    )
    .option(
      "--warmup-requests <n>",
      "leave the first so many out of the figures",
      nonNegativeInt,
      0,
    )
    .option("--warmup-seconds <s>", "leave what starts so early out of the figures", nonNegative, 0)
    .option("--timeout <s>", "start nothing new after this long", positive, 90)
    .option("--request-timeout <s>", "limit for one whole answer", requestTimeout, 120)
    .option("--first-byte-timeout <s>", "limit for an answer's first byte", positive, 60)
    .option("--stall-timeout <s>", "longest silence within an answer", positive, 30)
    .option("--connect-timeout <s>", "limit for name look-up, TCP and TLS", positive, 10)
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
    .optionsGroup("Output:")
    .option("--json", "print the run as one JSON object on stdout, all else on stderr", false)
    .option("--results-dir <dir>", "also write LLMPerf's two files, run.json and samples.jsonl")
    .option("--no-store", "leave the database alone")
    .option("--region <label>", "where this client stands", "local")
    .option("--metadata <pairs>", "facts to keep with the run: key=value,key=value", pairs, {})
    .addHelpText(
      "after",
      `
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

Exit codes: 0 done, 1 no request succeeded, 2 wrong command or input, 3 measured but the instrument
was not good enough, 130 interrupted (finished samples are kept).`,
    )
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(inOneLine(text)) })
    .exitOverride();
}

/** Every refusal is one line, commander's hints included. */
function inOneLine(refusal: string): string {
  return `${refusal.trim().replace(/\s*\n\s*/g, " ")} (--help lists every option)\n`;
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

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function number(value: string, what: string, accept: (n: number) => boolean): number {
  const parsed = value.trim() === "" ? NaN : Number(value);
  if (!Number.isFinite(parsed) || !accept(parsed)) {
    throw new InvalidArgumentError(`It must be ${what}.`);
  }
  return parsed;
}

function positiveInt(value: string): number {
  return number(value, "a whole number above 0", (n) => Number.isSafeInteger(n) && n > 0);
}

function nonNegativeInt(value: string): number {
  return number(value, "a whole number, 0 or above", (n) => Number.isSafeInteger(n) && n >= 0);
}

function positive(value: string): number {
  return number(value, "a number above 0", (n) => n > 0);
}

/** Arrivals are stored in microseconds as 32-bit numbers, which last for 71 minutes. */
function requestTimeout(value: string): number {
  return number(value, "a number above 0, at most 4200", (n) => n > 0 && n <= 4200);
}

function nonNegative(value: string): number {
  return number(value, "a number, 0 or above", (n) => n >= 0);
}

function seed(value: string): number {
  return number(
    value,
    "a whole number from 0 to 9007199254740991",
    (n) => Number.isSafeInteger(n) && n >= 0,
  );
}

function jsonObject(value: string): Record<string, Json> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidArgumentError(`It is not JSON: ${error.message}.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new InvalidArgumentError('It must be a JSON object such as {"temperature": 0}.');
  }
  return parsed as Record<string, Json>;
}

function pairs(value: string): Record<string, Json> {
  return Object.fromEntries(
    value.split(",").map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 1) {
        throw new InvalidArgumentError(`"${pair}" is not key=value.`);
      }
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    }),
  );
}
