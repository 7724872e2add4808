import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Queryable } from "../client.ts";
import { endpoints, runGroups } from "../schema.ts";

/** One group with its endpoint and, of a comparison, side B's; null when there is no such group. */
export async function getGroup(db: Queryable, id: string) {
  const against = alias(endpoints, "against");
  const rows = await db.select({ group: runGroups, endpoint: endpoints, against })
    .from(runGroups)
    .innerJoin(endpoints, eq(endpoints.id, runGroups.endpointId))
    .leftJoin(against, eq(against.id, runGroups.againstEndpointId))
    .where(eq(runGroups.id, id));
  return rows[0] ?? null;
}
/** What {@link getGroup} finds. */
export type GroupWithEndpoints = NonNullable<Awaited<ReturnType<typeof getGroup>>>;
