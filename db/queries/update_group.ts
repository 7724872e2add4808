import { eq } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { runGroups } from "../schema.ts";

/** How far a group has come. */
export type GroupProgress = Pick<
  typeof runGroups.$inferSelect,
  "status" | "reason" | "endedAt" | "result"
>;

/**
 * Writes down how far a group has come.
 *
 * @returns false when there is no such group
 */
export async function updateGroup(
  db: Queryable,
  id: string,
  progress: GroupProgress,
): Promise<boolean> {
  const found = await db.update(runGroups).set(progress).where(eq(runGroups.id, id))
    .returning({ id: runGroups.id });
  return found.length > 0;
}
