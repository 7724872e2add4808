import type { Queryable } from "../client.ts";
import { summaries } from "../schema.ts";

/** A row of `summaries`, as it is written. */
export type NewSummary = typeof summaries.$inferInsert;

/**
 * Adds the statistics of a run under one version of the methodology. When that pair has some
 * already they stay: a summary is recomputed under a new version, never rewritten under an old one.
 */
export async function insertSummary(db: Queryable, row: NewSummary): Promise<void> {
  await db.insert(summaries).values(row).onConflictDoNothing();
}
