import { asc, eq } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { checkItems } from "../schema.ts";

/** The questions of a run's correctness check with their answers, in the order asked. */
export function listCheckItems(db: Queryable, runId: string) {
  return db.select().from(checkItems).where(eq(checkItems.runId, runId))
    .orderBy(asc(checkItems.index));
}
