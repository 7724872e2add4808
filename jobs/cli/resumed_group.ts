import type { Command } from "commander";
import type { GroupRecord } from "../group_record.ts";
import { createGroupStore } from "../group_store.ts";
import { jobFromOptions, type KeyedJob } from "./job_from_options.ts";
import type { JobOptions } from "./job_options.ts";
import {
  claimGroup,
  type GroupOrder,
  NOT_OF_THE_GROUP,
  openStore,
  type PlanOptions,
  sideB,
} from "./run_group.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The group that `--resume` names, with what it takes to go on: all of it comes from the store.
 * @throws {UsageError} when there is none, or when it is no longer what it was
 */
export async function resumedGroup(command: Command): Promise<GroupOrder> {
  const given = command.opts<JobOptions>();
  refuseBeside(command);
  if (!given.store) throw new UsageError("--resume needs the database: leave out --no-store");
  const db = await openStore(`going on with group ${given.resume}`);
  try {
    // Before it is looked at: what another process has under way would be taken for interrupted.
    await claimGroup(db, given.resume!.toLowerCase());
    const group = await createGroupStore(db).loadGroup(given.resume!);
    if (group === null) {
      throw new UsageError(
        `--resume ${given.resume}: there is no such group in the ${db.location}`,
      );
    }
    const { record } = group;
    const { endpoint_id: endpointId, header_names: headerNames, ...stored } = record.options;
    refuseOtherHeaders(headerNames as string[], given.header);
    const options = { ...given, ...stored as unknown as PlanOptions, seed: record.seed };
    const prepared = await jobFromOptions(endpointId as string ?? undefined, options, []);
    const a = { ...prepared, job: { ...prepared.job, command: record.command } };
    const b = await sideB(a, options);
    refuseChanges(record, a.job, b?.job ?? null);
    return { group, isNew: false, a, b, options, db };
  } catch (error) {
    await db.close();
    throw error;
  }
}

function refuseBeside(command: Command): void {
  const allowed = new Set<string>(NOT_OF_THE_GROUP);
  const [endpointId] = command.args;
  if (endpointId !== undefined) {
    throw new UsageError(`--resume goes on with its group's own endpoint: leave out ${endpointId}`);
  }
  for (const option of command.options) {
    const name = option.attributeName();
    if (!allowed.has(name) && command.getOptionValueSource(name) === "cli") {
      throw new UsageError(
        `--resume goes on with what its group was started with: leave out ${option.long}`,
      );
    }
  }
}

function refuseOtherHeaders(names: readonly string[], given: readonly string[]): void {
  const missing = names.find((name) =>
    !given.some((line) => line.split(":")[0]!.trim().toLowerCase() === name)
  );
  if (missing !== undefined) {
    throw new UsageError(
      `the group was measured with --header "${missing}: …", which is not stored: give it again`,
    );
  }
}

/** A group is of one endpoint and one workload; other ones would make it lie. */
function refuseChanges(record: GroupRecord, a: KeyedJob["job"], b: KeyedJob["job"] | null): void {
  const same = (job: KeyedJob["job"], endpoint: GroupRecord["endpoint"]) =>
    job.endpoint.baseUrl === endpoint.baseUrl && job.endpoint.model === endpoint.model &&
    job.endpoint.protocol === endpoint.protocol;
  if (!same(a, record.endpoint) || (record.against !== null && b && !same(b, record.against))) {
    throw new UsageError("the group's endpoint has changed in the catalog: start a new group");
  }
  if (a.workload.id !== record.workloadId) {
    throw new UsageError(
      `the group's workload was ${record.workloadId} and is ${a.workload.id} now: start a new group`,
    );
  }
}
