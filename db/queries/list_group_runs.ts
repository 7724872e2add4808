import { asc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { endpoints, runs, samples } from "../schema.ts";
import { runFigures } from "./run_figures.ts";

/**
 * Every run of a group in the order they were started, each with its endpoint, its statistics under
 * the newest methodology (null while there are none), its number of samples and its count of checks.
 * A step that was begun and not finished is there too, and again where it was made anew.
 */
export function listGroupRuns(db: Queryable, groupId: string) {
  const { newestSummary, checks } = runFigures(db);
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
