import { desc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { checkItems, runs, summaries } from "../schema.ts";

/**
 * What lists of runs join to each run: its statistics under the newest methodology, and its count of
 * checks. To be joined laterally, so that only the runs listed are looked up, however many are
 * stored.
 */
export function runFigures(db: Queryable) {
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
  return { newestSummary, checks };
}
