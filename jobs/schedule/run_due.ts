import type { Database } from "../../db/client.ts";
import { type Claim, claimSlot, type SlotId } from "../../db/queries/claim_slot.ts";
import { disableRemovedEndpoints } from "../../db/queries/disable_removed_endpoints.ts";
import { finishSlot, type SlotEnd } from "../../db/queries/finish_slot.ts";
import { listSlots } from "../../db/queries/list_slots.ts";
import { upsertEndpoint } from "../../db/queries/upsert_endpoint.ts";
import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import { missingVariables } from "../credentials/mod.ts";
import { endpointToRow } from "../persist.ts";
import type { RunStatus } from "../run_record.ts";
import { due, type DueJob, MAX_ATTEMPTS, RETRY_FAILED_AFTER_MS, STALE_AFTER_MS } from "./due.ts";
import { isoWeek } from "./iso_week.ts";

/** What one measurement came to. */
export interface Measured {
  runId: string;
  status: RunStatus;
  /** Why it did not complete; null when it did. */
  reason: string | null;
}

/** The world as the schedule needs it. */
export interface ScheduleDeps {
  db: Database;
  now: () => Date;
  /** An environment variable; undefined when it is not set. */
  env: (name: string) => string | undefined;
  endpoints: readonly Endpoint[];
  workloadId: string;
  /** Where the client stands; a free label. */
  region: string;
  /** Names this process; must differ between any two schedulers. */
  claimedBy: string;
  measure: (endpoint: Endpoint, isoWeek: string) => Promise<Measured>;
  /** One line for people. */
  log: (line: string) => void;
  /** Aborted when the schedule must end: what is being measured ends, nothing more begins. */
  signal: AbortSignal;
}

/** How many slots were filled, in one call of {@link runDue}. */
export interface Tally {
  done: number;
  failed: number;
  skipped: number;
}

/**
 * Measures everything that is due, one endpoint after the other so that none disturbs another.
 *
 * A missing key is no failure: the slot is marked as skipped, with the reason, and taken up later in
 * the week once the key is there. Errors of one measurement do not keep the next from its turn.
 *
 * @throws {DatabaseError} when the database fails
 */
export async function runDue(deps: ScheduleDeps): Promise<Tally> {
  const { db, workloadId, region, endpoints } = deps;
  const tally: Tally = { done: 0, failed: 0, skipped: 0 };
  for (const endpoint of endpoints) await upsertEndpoint(db, endpointToRow(endpoint));
  const removed = await disableRemovedEndpoints(db, region, endpoints.map(({ id }) => id));
  for (const id of removed) deps.log(`${id}: not in the catalog any more: no longer measured`);
  const isoWeekNow = isoWeek(deps.now());
  const slots = (await listSlots(db, { workloadId, isoWeek: isoWeekNow }))
    .filter((slot) => slot.region === region);
  const reasons = new Map(slots.map((slot) => [slot.endpointId, slot.reason]));

  for (const job of due(deps.now(), endpoints, slots)) {
    if (deps.signal.aborted) break;
    const missing = missingKey(job.endpoint, deps.env);
    // Said once and unchanged: neither the log nor the slot needs it again at each tick.
    if (missing !== null && missing === reasons.get(job.endpoint.id)) continue;
    const end = await takeTurn(deps, job, missing);
    if (end !== null) tally[end.status] += 1;
  }
  return tally;
}

/** Null when somebody else has the slot, or took it over. */
async function takeTurn(
  deps: ScheduleDeps,
  { endpoint, isoWeek }: DueJob,
  missing: string | null,
): Promise<SlotEnd | null> {
  const { db, workloadId, region, claimedBy } = deps;
  const slot: SlotId = { endpointId: endpoint.id, workloadId, region, isoWeek };
  if (!await claimSlot(db, slot, claimAt(deps.now(), claimedBy))) return null;
  const end = missing === null ? await measureInto(deps, endpoint, isoWeek) : {
    status: "skipped" as const,
    reason: missing,
    runId: null,
    finishedAt: deps.now(),
  };
  const outcome = `${endpoint.id}: ${isoWeek} ${end.status}` +
    (end.reason === null ? "" : `: ${end.reason}`);
  try {
    if (!await finishSlot(db, slot, claimedBy, end)) {
      deps.log(`${endpoint.id}: ${isoWeek} took so long that another scheduler took it over`);
      return null;
    }
  } catch (error) {
    // The reason may say where samples were kept that this database could not take.
    deps.log(outcome);
    throw error;
  }
  deps.log(outcome);
  return end;
}

async function measureInto(
  deps: ScheduleDeps,
  endpoint: Endpoint,
  isoWeek: string,
): Promise<SlotEnd> {
  deps.log(`${endpoint.id}: ${isoWeek} measuring`);
  try {
    const { runId, status, reason } = await deps.measure(endpoint, isoWeek);
    const finishedAt = deps.now();
    if (status === "complete") return { status: "done", reason: null, runId, finishedAt };
    if (deps.signal.aborted) {
      // Skipped, not failed: the next scheduler to start takes it up at once.
      return { status: "skipped", reason: "not measured: interrupted", runId, finishedAt };
    }
    return { status: "failed", reason, runId, finishedAt };
  } catch (error) {
    // Whatever went wrong with this endpoint, the next ones still have their turn.
    const reason = error instanceof Error ? error.message : String(error);
    return { status: "failed", reason, runId: null, finishedAt: deps.now() };
  }
}

function claimAt(now: Date, claimedBy: string): Claim {
  return {
    claimedBy,
    now,
    staleBefore: new Date(now.getTime() - STALE_AFTER_MS),
    retryFailedBefore: new Date(now.getTime() - RETRY_FAILED_AFTER_MS),
    maxAttempts: MAX_ATTEMPTS,
  };
}

function missingKey(endpoint: Endpoint, env: ScheduleDeps["env"]): string | null {
  const missing = missingVariables(endpoint, env);
  if (missing.length === 0) return null;
  return `not measured: ${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set`;
}
