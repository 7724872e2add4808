import { sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";

/** One slot of the weekly calendar. */
export interface SlotId {
  endpointId: string;
  workloadId: string;
  region: string;
  isoWeek: string;
}

/** Who claims a slot, and which used slots may be claimed again. */
export interface Claim {
  /** Names the process; must differ between any two. */
  claimedBy: string;
  now: Date;
  /** A claim older than this whose holder has not finished is taken to be dead. */
  staleBefore: Date;
  /** A slot that failed before this may be tried again... */
  retryFailedBefore: Date;
  /** ...until it has been claimed this often. */
  maxAttempts: number;
}

/**
 * Claims a slot: free, skipped, dead or failed long enough ago. One statement decides and takes, so
 * of any number of schedulers that try at once exactly one gets it.
 *
 * @returns whether it is now this claimer's
 */
export async function claimSlot(db: Queryable, slot: SlotId, claim: Claim): Promise<boolean> {
  const won = await db.execute(sql`
    insert into slots as held (endpoint_id, workload_id, region, iso_week, status, claimed_by,
      claimed_at, attempts)
    values (${slot.endpointId}, ${slot.workloadId}, ${slot.region}, ${slot.isoWeek}, 'claimed',
      ${claim.claimedBy}, ${claim.now.toISOString()}::timestamptz, 1)
    on conflict (endpoint_id, workload_id, region, iso_week) do update set
      status = 'claimed',
      claimed_by = excluded.claimed_by,
      claimed_at = excluded.claimed_at,
      attempts = case held.status when 'skipped' then held.attempts else held.attempts + 1 end,
      finished_at = null,
      reason = null,
      run_id = null
    where held.status = 'skipped'
      or (held.status = 'claimed'
        and held.claimed_at < ${claim.staleBefore.toISOString()}::timestamptz)
      or (held.status = 'failed'
        and held.finished_at < ${claim.retryFailedBefore.toISOString()}::timestamptz
        and held.attempts < ${claim.maxAttempts}::int)
    returning endpoint_id`);
  return won.length > 0;
}
