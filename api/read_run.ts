import type { Queryable } from "../db/client.ts";

import { listCheckItems } from "../db/queries/list_check_items.ts";
import { listFailureExamples } from "../db/queries/list_failure_examples.ts";
import { proportion } from "../jobs/metrics/mod.ts";
import type { RunStatistics } from "../jobs/metrics/summary_types.ts";
import type { Run } from "./contract/run.ts";
import { endpointDetailJson } from "./endpoint_json.ts";
import { objectivesMet } from "../jobs/report/mod.ts";
import { requireRun } from "./require_run.ts";

/** Failed requests shown of each kind; all of them are among the samples. */
const EXAMPLES_PER_KIND = 3;

/**
 * One run with everything that is known of it but its samples.
 *
 * @throws {ApiError} `run_not_found`
 */
export async function readRun(db: Queryable, id: string): Promise<Run> {
  const found = await requireRun(db, id);
  const [items, failures] = await Promise.all([
    listCheckItems(db, id),
    listFailureExamples(db, { runId: id, perKind: EXAMPLES_PER_KIND }),
  ]);
  const { run } = found;
  const plan = run.plan as Run["plan"];
  const statistics = found.statistics as RunStatistics | null;
  const answered = items.filter((item) => item.passed !== null);
  const passed = answered.filter((item) => item.passed);
  return {
    id: run.id,
    endpoint: endpointDetailJson(found.endpoint),
    group_id: run.groupId,
    status: run.status as Run["status"],
    verdict: run.verdict as Run["verdict"],
    reason: run.reason,
    workload_id: run.workloadId,
    workload: run.workload as Run["workload"],
    plan,
    seed: run.seed,
    methodology_version: run.methodologyVersion,
    iso_week: run.isoWeek,
    region: run.region,
    started_at: run.startedAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
    clock_origin_unix_ms: run.clockOriginUnixMs,
    command: run.command,
    client: run.client as Run["client"],
    quality: run.quality as Run["quality"],
    metadata: run.metadata as Run["metadata"],
    sample_count: found.sampleCount,
    statistics,
    objectives: objectivesMet({ plan, statistics }),
    correct: proportion(passed.length, answered.length),
    check_items: items.map(({ runId: _, ...item }) => item),
    failure_examples: failures.map((failure) => ({
      index: failure.index,
      kind: failure.outcome,
      phase: failure.failurePhase,
      http_status: failure.httpStatus,
      retry_after_s: failure.retryAfterS,
      message: failure.failureMessage,
      body_excerpt: failure.bodyExcerpt,
    })),
  };
}
