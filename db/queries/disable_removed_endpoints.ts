import { and, eq, exists, notInArray, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { endpoints, slots } from "../schema.ts";

/**
 * Takes endpoints that a region's calendar has held, and its catalog lists no longer, out of the
 * weekly schedule. Their runs stay. One that another region still lists is enabled again when that
 * one looks next.
 *
 * @param listedIds what the catalog lists now
 * @returns ids of those taken out, in order
 */
export async function disableRemovedEndpoints(
  db: Queryable,
  region: string,
  listedIds: readonly string[],
): Promise<string[]> {
  const held = db.select({ one: sql`1` }).from(slots)
    .where(and(eq(slots.endpointId, endpoints.id), eq(slots.region, region)));
  const rows = await db.update(endpoints)
    .set({ enabled: false, updatedAt: sql`now()` })
    .where(and(endpoints.enabled, notInArray(endpoints.id, [...listedIds]), exists(held)))
    .returning({ id: endpoints.id });
  return rows.map(({ id }) => id).sort();
}
