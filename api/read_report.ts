import type { Queryable } from "../db/client.ts";
import { getGroup } from "../db/queries/get_group.ts";
import { type GroupRun, listGroupRuns } from "../db/queries/list_group_runs.ts";
import {
  type Goodput,
  goodput,
  proportion,
  type RunStatistics,
  type TimeSeries,
  timeSeries,
} from "../jobs/metrics/mod.ts";
import {
  buildReport,
  type CapacityQuery,
  mainRun,
  meetsObjectives,
  type ReportGroup,
  type ReportRun,
  type ReportStep,
} from "../jobs/report/mod.ts";
import type { Sample } from "../jobs/samples/mod.ts";
import type { ReportJson } from "./contract/report.ts";
import { endpointDetailJson } from "./endpoint_json.ts";
import { ApiError } from "./errors.ts";
import { readHistograms } from "./read_histograms.ts";
import { readRun } from "./read_run.ts";
import { readSamples } from "./read_samples.ts";

/**
 * The report of a run by itself.
 *
 * @throws {ApiError} `run_not_found`
 */
export async function readRunReport(db: Queryable, id: string): Promise<ReportJson> {
  const run = await readRun(db, id);
  return await report(db, null, [{
    ...run,
    statistics: run.statistics as RunStatistics | null,
    endpoint: run.endpoint,
    step: null,
    goodput: null,
  }]);
}

/**
 * The report of a group of runs.
 *
 * @param capacity rates to say the capacity for; a few of the group's own unless told otherwise
 * @throws {ApiError} `group_not_found`; also for a group of which no run has been started
 */
export async function readGroupReport(
  db: Queryable,
  id: string,
  capacity?: CapacityQuery,
): Promise<ReportJson> {
  const found = await getGroup(db, id);
  if (found === null) throw new ApiError("group_not_found", `there is no group ${id}`);
  const { group } = found;
  const [first, ...others] = newestOfEachStep(await listGroupRuns(db, id));
  if (first === undefined) {
    throw new ApiError("group_not_found", `group ${id} has no runs yet`);
  }
  return await report(
    db,
    {
      id: group.id,
      plan_kind: group.planKind,
      status: group.status,
      reason: group.reason,
      slo: group.slo,
      against_endpoint_id: group.againstEndpointId,
      result: group.result as ReportGroup["result"],
      command: group.command,
      metadata: group.metadata as ReportGroup["metadata"],
      started_at: group.startedAt.toISOString(),
      ended_at: group.endedAt?.toISOString() ?? null,
    },
    [groupRun(first, group.result), ...others.map((found) => groupRun(found, group.result))],
    capacity,
  );
}

async function report(
  db: Queryable,
  group: ReportGroup | null,
  runs: [ReportRun, ...ReportRun[]],
  capacity?: CapacityQuery,
): Promise<ReportJson> {
  const main = mainRun({ group, runs });
  const found = main === null
    ? null
    : await readSamplesOnce(db, main.id, meetsObjectives({ group, runs }));
  if (main !== null && found !== null) main.goodput ??= found.goodput;
  return {
    ...buildReport({ group, runs, series: found?.series ?? null }, capacity),
    histograms: main === null ? null : await readHistograms(db, main.id),
  };
}

/** What a plan's stored result says of a run; older ones say nothing. */
interface RunFacts {
  planned_rate: number | null;
  goodput: Goodput | null;
}

function reportStep(stored: unknown, facts: RunFacts | undefined): ReportStep {
  const { stage = "load", label = "", side = "a", length } = (stored ?? {}) as {
    stage?: string;
    label?: string;
    side?: "a" | "b";
    length?: { durationMs?: number };
  };
  const durationMs = length?.durationMs ?? null;
  return {
    stage,
    label,
    side,
    planned_rate_per_s: facts?.planned_rate ?? null,
    planned_duration_s: durationMs === null ? null : durationMs / 1000,
  };
}

/** A step that was made anew after an interruption shows its last attempt. */
function newestOfEachStep(runs: readonly GroupRun[]): GroupRun[] {
  const byStep = new Map<unknown, GroupRun>();
  for (const found of runs) {
    const { index } = (found.run.step ?? {}) as { index?: number };
    byStep.set(index ?? found.run.id, found);
  }
  return [...byStep.values()];
}

function groupRun(
  { run, endpoint, statistics, checksPassed, checksAsked }: GroupRun,
  result: unknown,
): ReportRun {
  const { runs } = (result ?? {}) as { runs?: Record<string, RunFacts> };
  const facts = runs?.[run.id];
  return {
    id: run.id,
    endpoint: endpointDetailJson(endpoint),
    status: run.status,
    reason: run.reason,
    verdict: run.verdict,
    quality: run.quality as ReportRun["quality"],
    workload_id: run.workloadId,
    workload: run.workload as ReportRun["workload"],
    plan: run.plan as ReportRun["plan"],
    seed: run.seed,
    methodology_version: run.methodologyVersion,
    region: run.region,
    started_at: run.startedAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
    command: run.command,
    client: run.client as ReportRun["client"],
    metadata: run.metadata as ReportRun["metadata"],
    statistics: statistics as RunStatistics | null,
    correct: proportion(checksPassed, checksAsked),
    step: reportStep(run.step, facts),
    goodput: facts?.goodput ?? null,
  };
}

const NOTHING = { arrivalsMs: new Float64Array(), tokensPerEvent: new Uint32Array() };

/**
 * What it takes the samples to know. Windows need no single arrivals, which are most of what a run
 * takes in memory: they are let go once a request has been held against the objectives.
 */
async function readSamplesOnce(
  db: Queryable,
  runId: string,
  meets: ((sample: Sample) => boolean) | null,
): Promise<{ series: TimeSeries | null; goodput: Goodput | null }> {
  const good = new Set<number>();
  const samples: Sample[] = [];
  for await (const sample of readSamples(db, runId)) {
    if (meets?.(sample)) good.add(sample.index);
    samples.push({ ...sample, ...NOTHING });
  }
  const series = timeSeries(samples);
  return {
    series: series.windows.length === 0 ? null : series,
    goodput: meets === null || samples.length === 0
      ? null
      : goodput(samples, ({ index }) => good.has(index)),
  };
}
