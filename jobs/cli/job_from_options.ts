import type { Endpoint } from "../../providers/catalog/mod.ts";
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
import { formatSlo, parseSlo, SloSyntaxError } from "../slo/mod.ts";
import {
  chooseTransport,
  surroundingsOf,
  targetOf,
  type Transport,
  type TransportChoice,
} from "../wire/mod.ts";
import type { Workload } from "../workloads/mod.ts";
import { secretsOf } from "../samples/redact.ts";
import { commandLine } from "./command_line.ts";
import { endpointFromOptions } from "./endpoint_from_options.ts";
import { headersOf } from "./headers_of.ts";
import type { JobOptions } from "./job_options.ts";
import { DEFAULTS } from "./load_options.ts";
import { loadFromOptions } from "./load_from_options.ts";
import { refuseSecrets } from "./refuse_secrets.ts";
import { usable, UsageError } from "./usage_error.ts";
import { workloadFromOptions, type WorkloadMaker } from "./workload_from_options.ts";

/** Questions asked of an endpoint of the catalog: its board needs a correct rate. */
const CATALOG_CHECKS = 20;
/** A trace's last request still leaves when it is a little late, ms. */
const GRACE_MS = 1000;

/** A job, and what it is authorised with (kept apart: a job is stored and shown, a key never). */
export interface KeyedJob {
  job: Job;
  credential: CredentialSource;
}

/** A job of the command line, and what it takes to make further ones of the same kind. */
export interface PreparedJob extends KeyedJob {
  workloadFor: WorkloadMaker;
}

/**
 * Makes a job of the command line.
 * @throws {UsageError} when it does not name one endpoint, or something in it cannot be used
 * @throws {WorkloadError} when the workload cannot be used
 */
export async function jobFromOptions(
  endpointId: string | undefined,
  options: JobOptions,
  args: readonly string[],
): Promise<PreparedJob> {
  const endpoint = await endpointFromOptions(endpointId, options);
  const seed = options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
  const slo = options.slo === undefined ? null : sloOf(options.slo);
  const workloadFor = workloadFromOptions(options);
  const workload = await workloadFor(seed);
  const plan = loadFromOptions(options, workload);
  const job: Job = {
    endpoint,
    workload,
    seed,
    plan,
    maxRequests: requestsOf(options, workload, plan),
    warmupRequests: Math.max(options.warmupRequests ?? 0, workload.warmupRequests),
    warmupMs: (options.warmupSeconds ?? 0) * 1000,
    stopAfterMs: stopAfterMs(options, plan),
    respectRetryAfter: options.respectRetryAfter,
    timeouts: {
      connectMs: options.connectTimeout * 1000,
      firstByteMs: options.firstByteTimeout * 1000,
      stallMs: options.stallTimeout * 1000,
      totalMs: options.requestTimeout * 1000,
    },
    checkCount: options.checks ?? (endpointId === undefined ? 0 : CATALOG_CHECKS),
    stream: options.stream,
    samplingParams: { ...workload.samplingParams, ...options.additionalSamplingParams },
    headers: headersOf(options.header, systemCredentials.env),
    transport: await transportFor(endpoint, options.transport ?? null),
    workers: options.workers ?? defaultWorkers(plan, navigator.hardwareConcurrency),
    region: options.region,
    command: commandLine(args, seed),
    metadata: options.metadata,
    ...slo === null ? {} : { slo },
  };
  const credential = await usableCredential(job);
  refuseSecrets(args, secretsOf(credential(), {}));
  return { job, credential, workloadFor };
}

/** The canonical form of objectives. */
export function sloOf(expression: string): string {
  try {
    return formatSlo(parseSlo(expression));
  } catch (cause) {
    if (!(cause instanceof SloSyntaxError)) throw cause;
    throw new UsageError(`--slo: ${cause.message}`, { cause });
  }
}

/**
 * What the job is authorised with. Whatever cannot be put on the wire is met here, before anything is
 * opened or stored.
 * @throws {UsageError} when a variable is missing, or something holds what cannot be used
 */
export async function usableCredential(job: Job): Promise<CredentialSource> {
  const credential = await credentialOf(job.endpoint);
  usable(() =>
    buildRequest(
      job,
      findProtocol(job.endpoint.protocol),
      credential(),
      { index: 0, messages: [{ role: "user", content: "" }], maxTokens: 1 },
      Date.now(),
    )
  );
  return credential;
}

async function credentialOf(endpoint: Endpoint): Promise<CredentialSource> {
  try {
    return await resolveCredential(endpoint, systemCredentials);
  } catch (cause) {
    if (!(cause instanceof CredentialError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}

/** @throws {UsageError} when the transport asked for cannot reach the endpoint from here */
export async function transportFor(
  endpoint: Endpoint,
  asked: Transport | null,
): Promise<TransportChoice> {
  const target = targetOf(new URL(endpoint.baseUrl));
  const surroundings = await surroundingsOf(target, []);
  return usable(() => chooseTransport(asked, target, surroundings));
}

/** A trace is replayed once and whole, unless told otherwise. */
function requestsOf(options: JobOptions, { size }: Workload, plan: LoadPlan): number {
  const asked = options.maxNumCompletedRequests;
  return asked ?? (hasOwnTimes(plan) ? size! : DEFAULTS.requests);
}

function stopAfterMs({ timeout }: JobOptions, plan: LoadPlan): number {
  if (timeout !== undefined) return timeout * 1000;
  const ownMs = hasOwnTimes(plan) ? plan.dueMs.at(-1)! + GRACE_MS : 0;
  return Math.max(DEFAULTS.timeoutS * 1000, ownMs);
}

function hasOwnTimes(plan: LoadPlan): plan is LoadPlan & { dueMs: Float64Array } {
  return plan.kind === "open_loop" && plan.dueMs !== undefined;
}
