import { and, eq } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { slots } from "../schema.ts";
import type { SlotId } from "./claim_slot.ts";

/** What became of a claimed slot. */
export interface SlotEnd {
  status: "done" | "failed" | "skipped";
  /** Why it failed or was skipped; null when done. */
  reason: string | null;
  /** The run that filled it; null when there was none. */
  runId: string | null;
  finishedAt: Date;
}

/**
 * Writes down what became of a slot.
 *
 * @param claimedBy who claimed it
 * @returns false when the slot is no longer this claimer's: it took so long that another one took
 *   it over, and the slot is left to that one
 */
export async function finishSlot(
  db: Queryable,
  slot: SlotId,
  claimedBy: string,
  end: SlotEnd,
): Promise<boolean> {
  const finished = await db.update(slots).set(end).where(and(
    eq(slots.endpointId, slot.endpointId),
    eq(slots.workloadId, slot.workloadId),
    eq(slots.region, slot.region),
    eq(slots.isoWeek, slot.isoWeek),
    eq(slots.claimedBy, claimedBy),
    eq(slots.status, "claimed"),
  )).returning({ endpointId: slots.endpointId });
  return finished.length > 0;
}
