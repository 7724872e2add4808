import { sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";

/**
 * Marks as interrupted the runs that say `running` although whoever measured them is gone. Such a
 * run ends where its last stored sample ends. Groups of runs are marked alike.
 *
 * @param startedBefore only runs that started before this. The embedded database belongs to one
 *   process at a time, so whoever opens it may pass the present. On a shared Postgres nobody can
 *   see whether another machine's process lives; there, pass a time no run can outlast.
 * @returns how many there were
 */
export async function markInterruptedRuns(db: Queryable, startedBefore: Date): Promise<number> {
  const marked = await db.execute(sql`
    update runs set
      status = 'interrupted',
      reason = 'the process that measured it ended before the run did',
      ended_at = started_at + coalesce(
        (select max(end_ms) from samples where run_id = runs.id), 0
      ) * interval '1 millisecond'
    where status = 'running' and started_at < ${startedBefore.toISOString()}::timestamptz
    returning id`);
  await db.execute(sql`
    update run_groups set
      status = 'interrupted',
      reason = 'the process that measured it ended before the group did',
      ended_at = greatest(
        started_at, (select max(ended_at) from runs where group_id = run_groups.id)
      )
    where status = 'running' and started_at < ${startedBefore.toISOString()}::timestamptz`);
  return marked.length;
}
