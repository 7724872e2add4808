import { capacityOfGroup, type GroupCapacity, ownRatePerS } from "./capacity/mod.ts";
import type { Group } from "./group_json.ts";
import { planResult } from "./plans/mod.ts";

/** What is asked of a group. */
export interface CapacityRequest {
  /** To be served, requests a second; null: as much as one instance was found to serve. */
  targetRatePerS: number | null;
  /** Share of each instance kept free; null: what `capacityOfGroup` takes. */
  headroom: number | null;
  /** Of the endpoint's instance; null: as the catalog says. */
  gpusPerInstance?: number | null;
  /** Of one GPU; null: as the catalog says. */
  gpuUsdPerHour?: number | null;
}

/**
 * How many instances and GPUs a rate takes, from what a group has found.
 * @throws {RangeError} in one line, when it has found no highest rate
 */
export function groupCapacity(
  { record, steps }: Pick<Group, "record" | "steps">,
  request: CapacityRequest,
): GroupCapacity {
  const results = steps.map(({ result }) => result);
  const found = planResult(record.plan, results);
  const { hosting } = record.endpoint;
  return capacityOfGroup(found, results, {
    targetRatePerS: request.targetRatePerS ?? ownRatePerS(found) ?? 1,
    gpusPerInstance: request.gpusPerInstance ?? hosting?.hardwareCount ?? null,
    gpuUsdPerHour: request.gpuUsdPerHour ?? hosting?.gpuUsdPerHour ?? null,
    ...request.headroom === null ? {} : { headroom: request.headroom },
  });
}
