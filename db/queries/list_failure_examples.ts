import { and, asc, eq, lte, ne, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { samples } from "../schema.ts";

/** The first `perKind` failed measured samples of each failure kind of a run. */
export function listFailureExamples(db: Queryable, key: { runId: string; perKind: number }) {
  const numbered = db.select({
    index: samples.index,
    outcome: samples.outcome,
    failurePhase: samples.failurePhase,
    httpStatus: samples.httpStatus,
    retryAfterS: samples.retryAfterS,
    failureMessage: samples.failureMessage,
    bodyExcerpt: samples.bodyExcerpt,
    position: sql<number>`row_number() over (
      partition by ${samples.outcome} order by ${samples.index}
    )`.as("position"),
  })
    .from(samples)
    .where(
      and(eq(samples.runId, key.runId), eq(samples.phase, "measured"), ne(samples.outcome, "ok")),
    )
    .as("numbered");
  return db.select().from(numbered).where(lte(numbered.position, key.perKind))
    .orderBy(asc(numbered.outcome), asc(numbered.index));
}
/** A row of {@link listFailureExamples}. */
export type FailureRow = Awaited<ReturnType<typeof listFailureExamples>>[number];
