import type { Queryable } from "../client.ts";
import { runGroups } from "../schema.ts";

/** A row of `run_groups`, as it is written when the group starts. */
export type NewGroup = typeof runGroups.$inferInsert;

/** Adds a group. Its endpoints must be there. */
export async function insertGroup(db: Queryable, row: NewGroup): Promise<void> {
  await db.insert(runGroups).values(row);
}
