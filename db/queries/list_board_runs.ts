import { and, desc, eq, isNull, sql } from "drizzle-orm";
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
 * methodology (null while there are none) and its count of checks; newest first. Steps of a group are
 * not among them: a provider pressed to its limit is not as it is otherwise.
 */
export function listBoardRuns(db: Queryable, key: BoardKey) {
  // Lateral, so that only the board's own runs are looked up, however many weeks are stored.
  const newestSummary = db.select({ statistics: summaries.statistics })
    .from(summaries)
    .where(eq(summaries.runId, runs.id))
    .orderBy(desc(summaries.methodologyVersion))
    .limit(1)
    .as("newest_summary");
  const checks = db.select({
    passed: sql<number>`count(*) filter (where ${checkItems.passed})::int`.as("passed_count"),
    asked: sql<number>`count(${checkItems.passed})::int`.as("asked_count"),
  }).from(checkItems).where(eq(checkItems.runId, runs.id)).as("checks");
  return db.select({
    run: runs,
    endpoint: endpoints,
    statistics: newestSummary.statistics,
    checksPassed: checks.passed,
    checksAsked: checks.asked,
  })
    .from(runs)
    .innerJoin(endpoints, eq(endpoints.id, runs.endpointId))
    .leftJoinLateral(newestSummary, sql`true`)
    .innerJoinLateral(checks, sql`true`)
    .where(and(
      eq(runs.workloadId, key.workloadId),
      eq(runs.isoWeek, key.isoWeek),
      eq(runs.region, key.region),
      isNull(runs.groupId),
    ))
    .orderBy(desc(runs.startedAt), desc(runs.id));
}
/** A row of {@link listBoardRuns}. */
export type BoardRun = Awaited<ReturnType<typeof listBoardRuns>>[number];
