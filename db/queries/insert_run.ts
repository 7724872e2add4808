import type { Queryable } from "../client.ts";
import { runs } from "../schema.ts";

/** A row of `runs`, as it is written when the run starts. */
export type NewRun = typeof runs.$inferInsert;

/** Adds a run. Its endpoint must be there. */
export async function insertRun(db: Queryable, row: NewRun): Promise<void> {
  await db.insert(runs).values(row);
}
