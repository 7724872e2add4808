import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { endpoints, runs } from "../schema.ts";
import { runFigures } from "./run_figures.ts";

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
  const { newestSummary, checks } = runFigures(db);
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
