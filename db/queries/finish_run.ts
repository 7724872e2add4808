import { eq } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { runs } from "../schema.ts";

/** What is known of a run once it has ended. */
export type RunEnd =
  & Required<
    Pick<typeof runs.$inferInsert, "status" | "verdict" | "quality" | "reason" | "endedAt">
  >
  & { id: string };

/**
 * Writes down how a run ended.
 *
 * @returns false when there is no such run
 */
export async function finishRun(db: Queryable, { id, ...end }: RunEnd): Promise<boolean> {
  const found = await db.update(runs).set(end).where(eq(runs.id, id)).returning({ id: runs.id });
  return found.length > 0;
}
