import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import { isoWeek } from "./iso_week.ts";

const HOUR_MS = 3600 * 1000;

/** A claim this old whose holder has not finished is taken to be dead: a run takes minutes. */
export const STALE_AFTER_MS = 6 * HOUR_MS;
/** A failed measurement is tried again after this, so that an outage does not cost a week. */
export const RETRY_FAILED_AFTER_MS = 6 * HOUR_MS;
/** Claims of one slot in a week, at most; skips do not count. */
export const MAX_ATTEMPTS = 3;

/** What {@link due} must know of a slot. */
export interface SlotState {
  endpointId: string;
  isoWeek: string;
  status: string;
  claimedAt: Date;
  finishedAt: Date | null;
  attempts: number;
}

/** An endpoint to measure in a week. */
export interface DueJob {
  endpoint: Endpoint;
  isoWeek: string;
}

/**
 * What is to be measured now: every enabled endpoint once per ISO week.
 *
 * A slot that was skipped for want of a key is due for as long as the week lasts. One whose claim is
 * older than {@link STALE_AFTER_MS} is due again, and so is one that failed, after
 * {@link RETRY_FAILED_AFTER_MS} and up to {@link MAX_ATTEMPTS} claims. This only decides what is
 * worth a try; `claimSlot` applies the same rules in the database and decides who gets it.
 *
 * @param slots those of one workload and region; weeks other than the present one are ignored
 */
export function due(
  now: Date,
  endpoints: readonly Endpoint[],
  slots: readonly SlotState[],
): DueJob[] {
  const week = isoWeek(now);
  const used = new Map(
    slots.filter((slot) => slot.isoWeek === week).map((slot) => [slot.endpointId, slot]),
  );
  return endpoints
    .filter((endpoint) => endpoint.enabled && isOpen(now, used.get(endpoint.id)))
    .map((endpoint) => ({ endpoint, isoWeek: week }));
}

function isOpen(now: Date, slot: SlotState | undefined): boolean {
  if (slot === undefined || slot.status === "skipped") return true;
  if (slot.status === "claimed") return isPast(now, slot.claimedAt, STALE_AFTER_MS);
  return slot.status === "failed" && slot.finishedAt !== null && slot.attempts < MAX_ATTEMPTS &&
    isPast(now, slot.finishedAt, RETRY_FAILED_AFTER_MS);
}

function isPast(now: Date, then: Date, waitMs: number): boolean {
  return then.getTime() + waitMs < now.getTime();
}
