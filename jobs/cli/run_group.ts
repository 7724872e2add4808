import { join } from "node:path";
import { setTimeout as sleepFor } from "node:timers/promises";
import { type Database, openDatabase } from "../../db/client.ts";
import type { Json } from "../../providers/protocols/protocol.ts";
import { calibrate } from "../calibration/mod.ts";
import { type Group, groupJson } from "../group_json.ts";
import type { GroupRecord } from "../group_record.ts";
import { createGroupStore } from "../group_store.ts";
import { METHODOLOGY_VERSION } from "../metrics/mod.ts";
import { createRunStore } from "../persist.ts";
import { shortStepsNote, type StepSpec, unanswered } from "../plans/mod.ts";
import { reuseCalibrations } from "../reuse_calibrations.ts";
import { type MeasuredRun, runBenchmark } from "../run_benchmark.ts";
import { runPlan } from "../run_plan.ts";
import { secretsOf } from "../samples/redact.ts";
import { stepJob, type StepJobs } from "../step_job.ts";
import { nowMs } from "../wire/mod.ts";
import { againstFromOptions, sameOrigin } from "./endpoint_from_options.ts";
import { EXIT } from "./exit_codes.ts";
import { capacityOrNull, groupTable } from "./group_table.ts";
import {
  type KeyedJob,
  type PreparedJob,
  transportFor,
  usableCredential,
} from "./job_from_options.ts";
import type { JobOptions } from "./job_options.ts";
import type { PlanKind } from "./plan_options.ts";
import { planFromOptions } from "./plan_from_options.ts";
import { startPlanProgress } from "./plan_progress.ts";
import { refuseSecrets } from "./refuse_secrets.ts";
import { resultsDirSink } from "./sinks.ts";
import { UsageError } from "./usage_error.ts";

/** A group that is about to be measured, or gone on with. */
export interface GroupOrder {
  group: Group;
  /** Not stored yet. */
  isNew: boolean;
  a: PreparedJob;
  b: KeyedJob | null;
  options: JobOptions;
  /** Open already, when the group came from there. */
  db: Database | null;
}

export type PlanOptions = JobOptions & { plan: PlanKind };

/** Options that say how one command behaves, and not what the group is. */
export const NOT_OF_THE_GROUP = [
  ...["header", "json", "quiet", "resultsDir", "resume", "listWorkloads", "store"],
  // Of the answer printed.
  ...["targetRate", "headroom"],
] as const;

const SHARED_CACHE_NOTE =
  "note: the recorded texts carry no nonce and both sides are one host: the side that comes second " +
  "in a round may find the first one's prompts cached; cache: { policy: cold } tells them apart";

/** @throws {UsageError} when the command line makes no plan */
export async function newGroup(
  prepared: PreparedJob,
  endpointId: string | undefined,
  options: PlanOptions,
): Promise<GroupOrder> {
  const { job } = prepared;
  const slo = job.slo ?? null;
  const plan = planFromOptions(options, job.seed, job.workload, slo);
  const b = await sideB(prepared, options);
  if (b !== null) refuseSecrets([job.command], secretsOf(b.credential(), {}));
  const record: GroupRecord = {
    id: crypto.randomUUID(),
    endpoint: job.endpoint,
    against: b?.job.endpoint ?? null,
    plan,
    slo,
    workloadId: job.workload.id,
    workload: job.workload.description,
    seed: job.seed,
    methodologyVersion: METHODOLOGY_VERSION,
    region: job.region,
    startedAt: new Date(),
    options: storedOptions(endpointId, options),
    command: job.command,
    metadata: job.metadata,
  };
  const group: Group = { record, status: "running", reason: null, endedAt: null, steps: [] };
  return { group, isNew: true, a: prepared, b, options, db: null };
}

/** Measures a group's steps that are not done and prints what came of it. @returns the exit code */
export async function runGroup(
  { group, isNew, a, b, options, db: opened }: GroupOrder,
  { json, quiet, resultsDir, targetRate, headroom, store }: JobOptions,
  signal: AbortSignal,
): Promise<number> {
  const { record } = group;
  const db = opened ?? (store ? await openStore(`measuring ${record.endpoint.id}`) : null);
  const groups = db === null ? null : createGroupStore(db);
  const progress = startPlanProgress(record.plan, quiet, group.steps);
  try {
    if (isNew && db !== null) {
      await claimGroup(db, record.id);
      await groups?.startGroup(record);
    }
    if (db !== null && !quiet) console.error(`group ${record.id}`);
    if (b !== null && !quiet && mayShareCache(a.job, b.job)) console.error(SHARED_CACHE_NOTE);
    const short = shortStepsNote(record.plan);
    if (short !== null && !quiet) console.error(`note: ${short}`);
    const calibrating = options.calibrate ? reuseCalibrations(calibrate, nowMs) : null;
    const measureStep = async (step: StepSpec): Promise<MeasuredRun> => {
      const side = step.side === "b" && b !== null ? b : a;
      const job = await stepJob(stepJobs(side.job, a, options, record), step);
      const dir = resultsDir === undefined ? null : join(resultsDir, stepName(step));
      const sinks = [
        ...db === null ? [] : [createRunStore(db)],
        ...dir === null ? [] : [resultsDirSink(dir, job)],
      ];
      progress.startStep(step, job.maxRequests);
      try {
        return await runBenchmark(job, {
          sinks,
          rescueDirs: dir === null ? [] : [dir],
          credential: side.credential,
          onSamples: (samples) => progress.add(samples),
          signal,
          now: () => new Date(),
          calibrate: calibrating,
        });
      } finally {
        for (const sink of sinks) if ("close" in sink) await sink.close();
      }
    };
    const ended = await runPlan(record, group.steps, {
      runStep: measureStep,
      onStep: (done, steps) => progress.endStep(done, steps),
      onProgress: async (change) => await groups?.updateGroup(record.id, change),
      sleep,
      signal,
      now: () => new Date(),
    });
    progress.stop();
    const capacity = capacityOrNull(ended, {
      targetRatePerS: targetRate ?? null,
      headroom: headroom ?? null,
    });
    console.log(json ? JSON.stringify(groupJson(ended, capacity)) : groupTable(ended, capacity));
    return exitCodeOf(ended, db !== null);
  } finally {
    progress.stop();
    await db?.close();
  }
}

/** Both sides have all in common but the endpoint and what it is authorised with. */
export async function sideB(
  { job }: PreparedJob,
  options: JobOptions,
): Promise<KeyedJob | null> {
  const { against } = options;
  if (against === undefined) return null;
  const endpoint = await againstFromOptions({ ...options, against }, job.endpoint);
  const b = {
    ...job,
    endpoint,
    transport: await transportFor(endpoint, options.transport ?? null),
    // A header may hold a key, which is A's own.
    headers: sameOrigin(endpoint.baseUrl, job.endpoint.baseUrl) ? job.headers : {},
  };
  return { job: b, credential: await usableCredential(b) };
}

/** Both sides are sent the same bytes, and to the same place. */
function mayShareCache(a: KeyedJob["job"], b: KeyedJob["job"]): boolean {
  return a.workload.description["cache_policy"] === "as-recorded" &&
    sameOrigin(a.endpoint.baseUrl, b.endpoint.baseUrl);
}

function stepJobs(
  job: KeyedJob["job"],
  { workloadFor }: PreparedJob,
  options: JobOptions,
  record: GroupRecord,
): StepJobs {
  const levelGiven = options.rates ?? options.concurrencies ?? options.requestRate ??
    options.numConcurrentRequests;
  return {
    job,
    workloadFor,
    workers: options.workers ?? null,
    cores: navigator.hardwareConcurrency,
    ownTimes: record.plan.kind === "load" && levelGiven === undefined,
    groupId: record.id,
  };
}

export function openStore(purpose: string): Promise<Database> {
  return openDatabase({ databaseUrl: Deno.env.get("DATABASE_URL") ?? null, purpose });
}

/**
 * A group is measured by one process at a time: two would both make its next step, and each would
 * count the other's load as the endpoint's slowness.
 * @throws {UsageError} when another process has it
 */
export async function claimGroup(db: Database, groupId: string): Promise<void> {
  if (await db.hold(`lapboard group ${groupId}`)) return;
  throw new UsageError(
    `group ${groupId} is being measured by another process: wait until that has ended, or end it`,
  );
}

function stepName({ index }: StepSpec): string {
  return `step-${String(index).padStart(2, "0")}`;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleepFor(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function storedOptions(endpointId: string | undefined, options: JobOptions): Record<string, Json> {
  const kept = Object.entries(options).filter(([name]) =>
    !NOT_OF_THE_GROUP.includes(name as typeof NOT_OF_THE_GROUP[number])
  );
  return {
    ...Object.fromEntries(kept),
    endpoint_id: endpointId ?? null,
    header_names: options.header.map((line) => line.split(":")[0]!.trim().toLowerCase()),
  };
}

function exitCodeOf({ record, status, reason, steps }: Group, stored: boolean): number {
  const goOn = stored ? `; go on with: deno task job --resume ${record.id}` : "";
  if (status === "interrupted") {
    console.error(`interrupted: ${steps.length} steps are ${stored ? "kept" : "done"}${goOn}`);
    return EXIT.interrupted;
  }
  if (status === "failed") {
    console.error(`error: the group failed: ${reason}${goOn}`);
    return EXIT.failed;
  }
  const [bad] = steps.filter(({ result }) => result.quality === "invalid");
  if (bad === undefined) return EXIT.done;
  const open = unanswered(record.plan, steps.map(({ result }) => result));
  const invalid = steps.filter(({ result }) => result.quality === "invalid").length;
  console.error(
    `${
      open.length === 0 ? "note" : "error"
    }: the instrument was not good enough in ${invalid} of ` +
      `${steps.length} steps, which decided nothing; ${bad.result.step.label}: ` +
      `${bad.run.quality.reasons.join("; ")}` +
      (open.length === 0 ? "; other runs stand in for them" : `; not measured: ${open.join(", ")}`),
  );
  return open.length === 0 ? EXIT.done : EXIT.badInstrument;
}
