import type { GroupRun } from "../db/queries/list_group_runs.ts";
import type { Hosting } from "../providers/catalog/mod.ts";
import type { Endpoint } from "../providers/catalog/endpoint.ts";
import type { Json } from "../providers/protocols/protocol.ts";
import { proportion, type RunStatistics } from "./metrics/mod.ts";
import type { StepSpec } from "./plans/mod.ts";
import type { Quality, RunRecord, RunStatus } from "./run_record.ts";
import type { FinishedRun } from "./run_summary_json.ts";

/** A stored endpoint as the catalog entry it was made from; `endpointToRow` is the way there. */
export function rowToEndpoint(row: GroupRun["endpoint"]): Endpoint {
  const { updatedAt: _, inputUsdPerMtok, outputUsdPerMtok, priceSource, priceReadOn, ...rest } =
    row;
  return {
    ...rest,
    kind: row.kind as Endpoint["kind"],
    price: { inputUsdPerMtok, outputUsdPerMtok, source: priceSource, readOn: priceReadOn },
    hosting: row.hosting as Hosting | null,
    links: (row.links ?? { home: null, docs: null }) as Endpoint["links"],
  };
}

/** A stored run that has ended, with all that is told of it; null when it has no figures. */
export function rowToFinishedRun(row: GroupRun): FinishedRun | null {
  const { run, statistics, checksPassed, checksAsked } = row;
  if (run.endedAt === null || run.quality === null || statistics === null) return null;
  return {
    record: rowToRecord(row),
    status: run.status as RunStatus,
    reason: run.reason,
    endedAt: run.endedAt,
    statistics: statistics as RunStatistics,
    quality: run.quality as Quality,
    correctness: checksAsked === 0 ? null : proportion(checksPassed, checksAsked),
  };
}

function rowToRecord({ run, endpoint }: GroupRun): RunRecord {
  return {
    id: run.id,
    endpoint: rowToEndpoint(endpoint),
    workloadId: run.workloadId,
    workload: run.workload as Record<string, Json>,
    plan: run.plan as Record<string, Json>,
    seed: run.seed,
    methodologyVersion: run.methodologyVersion,
    isoWeek: run.isoWeek,
    region: run.region,
    startedAt: run.startedAt,
    clockOriginUnixMs: run.clockOriginUnixMs,
    command: run.command,
    client: run.client as Record<string, Json>,
    metadata: run.metadata as Record<string, Json>,
    ...run.groupId === null || run.step === null
      ? {}
      : { place: { groupId: run.groupId, step: run.step as StepSpec } },
  };
}
