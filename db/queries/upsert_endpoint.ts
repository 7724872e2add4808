import { sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { endpoints } from "../schema.ts";

/** A row of `endpoints`, as it is written. */
export type NewEndpoint = typeof endpoints.$inferInsert;

/** Adds an endpoint, or brings the stored one up to date. */
export async function upsertEndpoint(db: Queryable, row: NewEndpoint): Promise<void> {
  const { id: _, ...rest } = row;
  await db.insert(endpoints).values(row).onConflictDoUpdate({
    target: endpoints.id,
    set: { ...rest, updatedAt: sql`now()` },
  });
}
