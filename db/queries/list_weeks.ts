import { and, desc, isNull, max, ne } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { runs } from "../schema.ts";

/**
 * Where there are ended runs that a board can rank: one row for each workload, week and region, newest week first.
 * Small (workloads x weeks x regions), so that every selector of a board comes from one query.
 */
export function listWeeks(db: Queryable) {
  return db.select({
    workloadId: runs.workloadId,
    isoWeek: runs.isoWeek,
    region: runs.region,
    newestStartedAt: max(runs.startedAt),
  })
    .from(runs)
    .where(and(ne(runs.status, "running"), isNull(runs.groupId)))
    .groupBy(runs.workloadId, runs.isoWeek, runs.region)
    .orderBy(desc(runs.isoWeek), desc(max(runs.startedAt)));
}
