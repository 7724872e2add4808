import { and, asc, eq } from "drizzle-orm";
import type { Db } from "../client.ts";
import { slots } from "../schema.ts";

/** The calendar slots of one workload and week, in every region. */
export function listSlots(db: Db, key: { workloadId: string; isoWeek: string }) {
  return db.select().from(slots)
    .where(and(eq(slots.workloadId, key.workloadId), eq(slots.isoWeek, key.isoWeek)))
    .orderBy(asc(slots.endpointId), asc(slots.region));
}
