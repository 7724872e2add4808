import { desc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { endpoints, runs, samples, summaries } from "../schema.ts";

/**
 * One run with its endpoint, its statistics under the newest methodology (null while there are
 * none) and its number of samples; null when there is no such run.
 */
export async function getRun(db: Queryable, id: string) {
  const rows = await db.select({
    run: runs,
    endpoint: endpoints,
    statistics: summaries.statistics,
    sampleCount: sql<number>`(
      select count(*)::int from ${samples} where ${samples.runId} = ${runs.id}
    )`,
  })
    .from(runs)
    .innerJoin(endpoints, eq(endpoints.id, runs.endpointId))
    .leftJoin(summaries, eq(summaries.runId, runs.id))
    .where(eq(runs.id, id))
    .orderBy(desc(summaries.methodologyVersion))
    .limit(1);
  return rows[0] ?? null;
}
/** What {@link getRun} finds. */
export type RunWithEndpoint = NonNullable<Awaited<ReturnType<typeof getRun>>>;
