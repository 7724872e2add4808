import type { Database } from "../db/client.ts";
import { toDatabaseError } from "../db/errors.ts";
import { getGroup, type GroupWithEndpoints } from "../db/queries/get_group.ts";
import { insertGroup } from "../db/queries/insert_group.ts";
import { type GroupRun, listGroupRuns } from "../db/queries/list_group_runs.ts";
import { updateGroup } from "../db/queries/update_group.ts";
import { upsertEndpoint } from "../db/queries/upsert_endpoint.ts";
import type { Json } from "../providers/protocols/protocol.ts";
import { doneSteps } from "./done_steps.ts";
import type { DoneStep, Group } from "./group_json.ts";
import type { GroupProgress, GroupRecord } from "./group_record.ts";
import { hasOwnTimes } from "./start_record.ts";
import { cleanJson, cleanText, createRunStore, endpointToRow } from "./persist.ts";
import { type Plan, stepResult } from "./plans/mod.ts";
import { rowToEndpoint, rowToFinishedRun } from "./row_to_run.ts";
import type { RunStatus } from "./run_record.ts";
import { parseSlo } from "./slo/mod.ts";

/** Where groups are kept. Every method throws a one-line `DatabaseError` when it cannot. */
export interface GroupStore {
  /** Stores a group as `running`, and its endpoints. */
  startGroup(record: GroupRecord): Promise<void>;
  /** Stores how far a group has come. */
  updateGroup(groupId: string, progress: GroupProgress): Promise<void>;
  /** A group with the steps that are done; null when there is none of this id. */
  loadGroup(groupId: string): Promise<Group | null>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A {@link GroupStore} in a database that is open, and stays so. */
export function createGroupStore(db: Database): GroupStore {
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toDatabaseError(error, db.location);
    }
  };
  return {
    async startGroup(record) {
      const { endpoint, against, plan, ...rest } = record;
      await explained(() =>
        db.transaction(async (tx) => {
          await upsertEndpoint(tx, endpointToRow(endpoint));
          if (against !== null) await upsertEndpoint(tx, endpointToRow(against));
          await insertGroup(tx, {
            ...rest,
            endpointId: endpoint.id,
            againstEndpointId: against?.id ?? null,
            planKind: plan.kind,
            plan: cleanJson(plan),
            status: "running" satisfies RunStatus,
            workload: cleanJson(record.workload),
            options: cleanJson(record.options),
            command: cleanText(record.command),
            metadata: cleanJson(record.metadata),
          });
        })
      );
    },
    async updateGroup(groupId, progress) {
      const { reason, result, ...rest } = progress;
      const row = { ...rest, reason: cleanText(reason), result: cleanJson(result) };
      if (!await explained(() => updateGroup(db, groupId, row))) {
        throw new Error(`cannot update group ${groupId}: it was never started`);
      }
    },
    async loadGroup(groupId) {
      if (!UUID.test(groupId)) return null;
      const found = await explained(() => getGroup(db, groupId));
      if (found === null) return null;
      const record = rowToGroup(found);
      const rows = await explained(() => listGroupRuns(db, groupId));
      const runs: DoneStep[] = [];
      // One after the other, so that the samples of one step at most are in memory.
      for (const row of rows) {
        const run = await doneStep(row, record.slo);
        if (run !== null) runs.push(run);
      }
      const { status, reason, endedAt } = found.group;
      return { record, status: status as RunStatus, reason, endedAt, steps: doneSteps(runs) };
    },
  };

  /** Null while a run has not ended, or when some of its samples could not be stored. */
  async function doneStep(row: GroupRun, slo: string | null): Promise<DoneStep | null> {
    const run = rowToFinishedRun(row);
    const step = run?.record.place?.step;
    if (run === null || step === undefined) return null;
    const { started, warmup } = run.statistics.counts;
    if (row.sampleCount !== started + warmup) return null;
    const samples = await createRunStore(db).loadSamples(run.record.id);
    const seen = {
      runId: run.record.id,
      quality: run.quality.verdict,
      statistics: run.statistics,
      samples,
      ownTimes: hasOwnTimes(run.record),
    };
    return { run, result: stepResult(step, seen, slo === null ? null : parseSlo(slo)) };
  }
}

function rowToGroup({ group, endpoint, against }: GroupWithEndpoints): GroupRecord {
  return {
    id: group.id,
    endpoint: rowToEndpoint(endpoint),
    against: against === null ? null : rowToEndpoint(against),
    plan: group.plan as Plan,
    slo: group.slo,
    workloadId: group.workloadId,
    workload: group.workload as Record<string, Json>,
    seed: group.seed,
    methodologyVersion: group.methodologyVersion,
    region: group.region,
    startedAt: group.startedAt,
    options: group.options as Record<string, Json>,
    command: group.command,
    metadata: group.metadata as Record<string, Json>,
  };
}
