import type { Proportion, RunStatistics } from "./metrics/mod.ts";
import type { Quality, RunRecord, RunStatus } from "./run_record.ts";

/** A run that has ended, just now or long ago. */
export interface FinishedRun {
  record: RunRecord;
  status: RunStatus;
  /** Why it did not complete; null when it did. */
  reason: string | null;
  endedAt: Date;
  statistics: RunStatistics;
  quality: Quality;
  /** Correctness checks passed and asked; null when none were asked. */
  correctness: Proportion | null;
}

/** The run as one object, as `--json` prints it. */
export function runSummaryJson(run: FinishedRun): Record<string, unknown> {
  const { record, statistics, correctness } = run;
  const { endpoint } = record;
  return {
    run_id: record.id,
    status: run.status,
    reason: run.reason,
    endpoint: endpointJson(endpoint),
    workload: { id: record.workloadId, ...record.workload },
    plan: record.plan,
    seed: record.seed,
    started_at: record.startedAt.toISOString(),
    ended_at: run.endedAt.toISOString(),
    clock_origin_unix_ms: record.clockOriginUnixMs,
    ...statistics,
    correct_rate: correctness?.rate ?? null,
    correctness,
    quality: run.quality,
    command: record.command,
  };
}

/** What of an endpoint is told with its figures. */
export function endpointJson(
  { id, providerName, model, protocol, baseUrl }: RunRecord["endpoint"],
): Record<string, string> {
  return { id, provider: providerName, model, protocol, url: baseUrl };
}
