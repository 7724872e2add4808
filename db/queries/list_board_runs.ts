import { and, desc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { checkItems, endpoints, runs, summaries } from "../schema.ts";

/** Which board. */
export interface BoardKey {
  workloadId: string;
  isoWeek: string;
  region: string;
}

/**
 * Every run of one workload, week and region with its endpoint, its statistics under the newest
 * methodology (null while there are none) and its count of checks; newest first.
 */
export function listBoardRuns(db: Queryable, key: BoardKey) {
  const newestSummary = db.selectDistinctOn([summaries.runId], {
    runId: summaries.runId,
    statistics: summaries.statistics,
  }).from(summaries).orderBy(summaries.runId, desc(summaries.methodologyVersion))
    .as("newest_summary");
  const checks = db.select({
    runId: checkItems.runId,
    passed: sql<number>`count(*) filter (where ${checkItems.passed})::int`.as("passed_count"),
    asked: sql<number>`count(${checkItems.passed})::int`.as("asked_count"),
  }).from(checkItems).groupBy(checkItems.runId).as("checks");
  return db.select({
    run: runs,
    endpoint: endpoints,
    statistics: newestSummary.statistics,
    checksPassed: sql<number>`coalesce(${checks.passed}, 0)`,
    checksAsked: sql<number>`coalesce(${checks.asked}, 0)`,
  })
    .from(runs)
    .innerJoin(endpoints, eq(endpoints.id, runs.endpointId))
    .leftJoin(newestSummary, eq(newestSummary.runId, runs.id))
    .leftJoin(checks, eq(checks.runId, runs.id))
    .where(and(
      eq(runs.workloadId, key.workloadId),
      eq(runs.isoWeek, key.isoWeek),
      eq(runs.region, key.region),
    ))
    .orderBy(desc(runs.startedAt), desc(runs.id));
}
/** A row of {@link listBoardRuns}. */
export type BoardRun = Awaited<ReturnType<typeof listBoardRuns>>[number];
