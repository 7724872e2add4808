import { and, asc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { slots } from "../schema.ts";

/** Which slots; a null week means the newest week of this workload that has any. */
export interface SlotKey {
  workloadId: string;
  isoWeek: string | null;
}

/** The calendar slots of one workload and week, in every region. */
export function listSlots(db: Queryable, key: SlotKey) {
  const week = key.isoWeek ?? sql`(
    select max(newest.iso_week) from ${slots} as newest
    where newest.workload_id = ${key.workloadId}
  )`;
  return db.select().from(slots)
    .where(and(eq(slots.workloadId, key.workloadId), eq(slots.isoWeek, week)))
    .orderBy(asc(slots.endpointId), asc(slots.region));
}
/** A row of {@link listSlots}. */
export type SlotRow = typeof slots.$inferSelect;
