import { asc, desc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { checkItems, endpoints, runs, samples, summaries } from "../schema.ts";

/**
 * Every run of a group in the order they were started, each with its endpoint, its statistics under
 * the newest methodology (null while there are none), its number of samples and its count of checks.
 * A step that was begun and not finished is there too, and again where it was made anew.
 */
export function listGroupRuns(db: Queryable, groupId: string) {
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
    sampleCount: sql<number>`(
      select count(*)::int from ${samples} where ${samples.runId} = ${runs.id}
    )`,
    checksPassed: checks.passed,
    checksAsked: checks.asked,
  })
    .from(runs)
    .innerJoin(endpoints, eq(endpoints.id, runs.endpointId))
    .leftJoinLateral(newestSummary, sql`true`)
    .innerJoinLateral(checks, sql`true`)
    .where(eq(runs.groupId, groupId))
    .orderBy(asc(runs.startedAt), asc(runs.id));
}
/** A row of {@link listGroupRuns}. */
export type GroupRun = Awaited<ReturnType<typeof listGroupRuns>>[number];
