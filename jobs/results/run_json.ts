import type { Proportion, RunStatistics } from "../metrics/mod.ts";
import type { RunObjectives } from "../run_objectives.ts";
import type { Quality, RunRecord, RunStatus } from "../run_record.ts";

/** What is known of a run once it has ended. */
export interface RunOutcome {
  status: RunStatus;
  /** Why it did not complete; null when it did. */
  reason: string | null;
  endedAt: Date;
  statistics: RunStatistics;
  quality: Quality;
  /** Correctness checks passed and asked; null when none were asked. */
  correctness: Proportion | null;
  /** Of a job with objectives. */
  objectives?: RunObjectives;
}

/**
 * Content of `run.json`: all that is known of the run.
 *
 * @param outcome null while the run goes on
 */
export function runToJson(record: RunRecord, outcome: RunOutcome | null): Record<string, unknown> {
  return {
    run_id: record.id,
    status: outcome?.status ?? "running",
    reason: outcome?.reason ?? null,
    endpoint: snakeKeys(record.endpoint),
    workload_id: record.workloadId,
    workload: record.workload,
    plan: record.plan,
    seed: record.seed,
    methodology_version: record.methodologyVersion,
    iso_week: record.isoWeek,
    region: record.region,
    started_at: record.startedAt.toISOString(),
    ended_at: outcome?.endedAt.toISOString() ?? null,
    clock_origin_unix_ms: record.clockOriginUnixMs,
    command: record.command,
    client: record.client,
    metadata: record.metadata,
    quality: outcome?.quality ?? null,
    correctness: outcome?.correctness ?? null,
    statistics: outcome?.statistics ?? null,
    ...outcome?.objectives ?? {},
  };
}

/** An object of ours with its keys in the JSON's spelling, nested objects included. */
function snakeKeys(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof inner === "object" && inner !== null ? snakeKeys(inner) : inner,
    ]),
  );
}
