import {
  type Endpoint,
  fillPlaceholders,
  findEndpoint,
  loadCatalog,
} from "../../providers/catalog/mod.ts";
import { findProtocol } from "../../providers/protocols/mod.ts";
import {
  CredentialError,
  type CredentialSource,
  resolveCredential,
  systemCredentials,
} from "../credentials/mod.ts";
import type { Job } from "../job.ts";
import { buildRequest } from "../plan_requests.ts";
import { defaultWorkers, type LoadPlan } from "../loadgen/mod.ts";
import {
  chooseTransport,
  surroundingsOf,
  targetOf,
  type Transport,
  type TransportChoice,
} from "../wire/mod.ts";
import { createChatWorkload } from "../workloads/mod.ts";
import type { JobOptions } from "./job_options.ts";
import { UsageError } from "./usage_error.ts";

/** Questions asked of an endpoint of the catalog: its board needs a correct rate. */
const CATALOG_CHECKS = 20;

/** A job, and what it is authorised with (kept apart: a job is stored and shown, a key never). */
export interface KeyedJob {
  job: Job;
  credential: CredentialSource;
}

/**
 * Makes a job of the command line.
 * @throws {UsageError} when it does not name one endpoint, or something in it cannot be used
 */
export async function jobFromOptions(
  endpointId: string | undefined,
  options: JobOptions,
  args: readonly string[],
): Promise<KeyedJob> {
  const endpoint = endpointId === undefined
    ? endpointByHand(options)
    : await endpointOfCatalog(endpointId, options);
  const seed = options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
  const plan = planOf(options);
  const job: Job = {
    endpoint,
    workload: usable(() =>
      createChatWorkload({
        meanInputTokens: options.meanInputTokens,
        stddevInputTokens: options.stddevInputTokens,
        meanOutputTokens: options.meanOutputTokens,
        stddevOutputTokens: options.stddevOutputTokens,
        seed,
        cachePolicy: "cold",
      })
    ),
    seed,
    plan,
    maxRequests: options.maxNumCompletedRequests,
    warmupRequests: options.warmupRequests,
    warmupMs: options.warmupSeconds * 1000,
    stopAfterMs: options.timeout * 1000,
    timeouts: {
      connectMs: options.connectTimeout * 1000,
      firstByteMs: options.firstByteTimeout * 1000,
      stallMs: options.stallTimeout * 1000,
      totalMs: options.requestTimeout * 1000,
    },
    checkCount: options.checks ?? (endpointId === undefined ? 0 : CATALOG_CHECKS),
    stream: options.stream,
    samplingParams: options.additionalSamplingParams,
    headers: headersOf(options.header),
    transport: await transportFor(endpoint, options.transport ?? null),
    workers: options.workers ?? defaultWorkers(plan, navigator.hardwareConcurrency),
    region: options.region,
    command: commandLine(args, seed),
    metadata: options.metadata,
  };
  const credential = await credentialOf(endpoint);
  // Whatever cannot be put on the wire is met here, before anything is opened or stored.
  usable(() =>
    buildRequest(
      job,
      findProtocol(endpoint.protocol),
      credential(),
      { index: 0, text: "", maxTokens: 1 },
      Date.now(),
    )
  );
  return { job, credential };
}

function endpointByHand(options: JobOptions): Endpoint {
  if (options.url === undefined) {
    throw new UsageError(
      "name an endpoint of the catalog (deno task job openai/gpt-4o-mini), or give --url and --model",
    );
  }
  if (options.model === undefined) {
    throw new UsageError("--url needs --model: the model name as the endpoint expects it");
  }
  const url = usable(
    () => new URL(options.url!),
    `--url "${withoutCredentials(options.url)}" is not a URL: write it as https://HOST/v1`,
  );
  usable(() => targetOf(url));
  const protocol = findProtocol(options.llmApi);
  return {
    id: `${url.host}/${options.model}`,
    providerId: url.host,
    providerName: url.host,
    kind: "self-hosted",
    model: options.model,
    canonicalModel: options.model,
    protocol: protocol.id,
    baseUrl: url.href,
    apiKeyEnv: options.apiKeyEnv ?? null,
    enabled: false,
    region: null,
    price: { inputUsdPerMtok: null, outputUsdPerMtok: null, source: null, readOn: null },
    hosting: null,
    links: { home: null, docs: null },
    requestsPerMinute: null,
  };
}

/** What stands before an `@` may be a password. */
function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)?.*@/, "$1…@");
}

async function endpointOfCatalog(id: string, options: JobOptions): Promise<Endpoint> {
  for (const flag of ["url", "model", "apiKeyEnv"] as const) {
    if (options[flag] !== undefined) {
      throw new UsageError(
        `give either the catalog endpoint "${id}" or --url and --model, not both`,
      );
    }
  }
  const catalog = await loadCatalog();
  return usable(() => fillPlaceholders(findEndpoint(catalog, id), (name) => Deno.env.get(name)));
}

/** @throws {UsageError} when the transport asked for cannot reach the endpoint from here */
async function transportFor(endpoint: Endpoint, asked: Transport | null): Promise<TransportChoice> {
  const target = targetOf(new URL(endpoint.baseUrl));
  const surroundings = await surroundingsOf(target, []);
  return usable(() => chooseTransport(asked, target, surroundings));
}

/** A rate makes an open loop; without one the loop is closed. */
function planOf(options: JobOptions): LoadPlan {
  const { requestRate, arrival, burstiness, rampUpStrategy, rampUpStartRps, rampUpEndRps } =
    options;
  const ramped = rampUpStrategy !== undefined;
  if (requestRate === undefined && !ramped) {
    for (const flag of ["arrival", "burstiness", "maxConcurrency"] as const) {
      if (options[flag] !== undefined) {
        throw new UsageError(
          `${FLAG_NAMES[flag]} belongs to an open loop: give --request-rate too`,
        );
      }
    }
    return { kind: "closed_loop", concurrency: options.numConcurrentRequests };
  }
  if (ramped && (rampUpStartRps === undefined || rampUpEndRps === undefined)) {
    throw new UsageError("--ramp-up-strategy needs --ramp-up-start-rps and --ramp-up-end-rps");
  }
  if (!ramped && (rampUpStartRps !== undefined || rampUpEndRps !== undefined)) {
    throw new UsageError("--ramp-up-start-rps and --ramp-up-end-rps need --ramp-up-strategy");
  }
  const chosen = arrival ?? (burstiness === undefined ? "poisson" : "gamma");
  if (burstiness !== undefined && chosen !== "gamma") {
    throw new UsageError(`--burstiness shapes --arrival gamma, not ${chosen}`);
  }
  return {
    kind: "open_loop",
    requestRatePerS: requestRate ?? rampUpStartRps!,
    arrival: chosen,
    burstiness: burstiness ?? 1,
    ramp: ramped
      ? { strategy: rampUpStrategy, startPerS: rampUpStartRps!, endPerS: rampUpEndRps! }
      : null,
    maxConcurrency: options.maxConcurrency ?? null,
  };
}

const FLAG_NAMES = {
  arrival: "--arrival",
  burstiness: "--burstiness",
  maxConcurrency: "--max-concurrency",
};

/** @throws {UsageError} when a variable is missing, or holds what cannot be used */
async function credentialOf(endpoint: Endpoint): Promise<CredentialSource> {
  try {
    return await resolveCredential(endpoint, systemCredentials);
  } catch (cause) {
    if (!(cause instanceof CredentialError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw new UsageError(`--header "${name || "…"}" is not "name: value"`);
    }
    return [name.toLowerCase(), line.slice(colon + 1).trim()];
  }));
}

/** Flags whose values may hold a secret and are not repeated anywhere. */
const SECRET_FLAGS = new Set(["--header"]);

/** The command that repeats this run: its seed made plain, header values left out. */
function commandLine(args: readonly string[], seed: number): string {
  const shown: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [flag, inline] = splitOnce(args[at]!);
    if (!SECRET_FLAGS.has(flag)) shown.push(args[at]!);
    else {
      const value = inline ?? args[++at] ?? "";
      shown.push(flag, `${value.split(":")[0]}: …`);
    }
  }
  if (!args.some((arg) => arg === "--seed" || arg.startsWith("--seed="))) {
    shown.push("--seed", String(seed));
  }
  return ["deno task job", ...shown.map(quoted)].join(" ");
}

function splitOnce(arg: string): [flag: string, value: string | null] {
  const equals = arg.indexOf("=");
  return equals === -1 ? [arg, null] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}

/** Runs what refuses bad input with a built-in error, and makes that error the user's. */
function usable<T>(make: () => T, message?: string): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw new UsageError(message ?? inFlags(cause.message), { cause });
  }
}

/** Names an option as the command line does: `meanInputTokens` becomes `--mean-input-tokens`. */
function inFlags(message: string): string {
  return message.replace(
    /^[a-z]+(?:[A-Z][a-z]+)+(?= must )/,
    (name) => "--" + name.replace(/[A-Z]/g, (capital) => "-" + capital.toLowerCase()),
  );
}
