import { capacityOfGroup, type FoundRates, ownRatePerS } from "../capacity/mod.ts";
import type { ReportInput } from "./report_input.ts";
import type { Report } from "./report_types.ts";

/** What the reader wants to serve. */
export interface CapacityQuery {
  /** Requests a second; empty: what one instance was found to serve, ten and a hundred times it. */
  targetRatesPerS: readonly number[];
  /** Share of each instance kept free; null: what `capacityOfGroup` takes. */
  headroom: number | null;
}

/** A glance at one server, a rack and a fleet. */
const TIMES_OWN_RATE = [1, 10, 100];
const PLANS_WITH_A_RATE = ["sweep", "slo", "full"];

/** How many instances and GPUs a few rates take, by what the group has found. */
export function reportCapacity(
  { group, runs }: Pick<ReportInput, "group" | "runs">,
  { targetRatesPerS, headroom }: CapacityQuery,
): Pick<Report, "capacity" | "capacity_reason"> {
  const absent = (capacity_reason: string) => ({ capacity: null, capacity_reason });
  if (group === null) return absent("a run by itself finds no highest rate");
  if (!PLANS_WITH_A_RATE.includes(group.plan_kind)) {
    return absent(`--plan ${group.plan_kind} looks for no highest rate`);
  }
  const found = (group.result ?? {}) as FoundRates;
  const own = ownRatePerS(found);
  if (own === null) return absent("the group found no highest rate");
  const { hosting } = runs[0].endpoint;
  const steps = runs.flatMap(({ statistics }) => statistics === null ? [] : [{ statistics }]);
  const rates = targetRatesPerS.length > 0
    ? targetRatesPerS
    : TIMES_OWN_RATE.map((times) => times * own);
  const capacity = rates.map((targetRatePerS) =>
    capacityOfGroup(found, steps, {
      targetRatePerS,
      gpusPerInstance: hosting?.hardware_count ?? null,
      gpuUsdPerHour: hosting?.gpu_usd_per_hour ?? null,
      ...headroom === null ? {} : { headroom },
    })
  );
  return { capacity, capacity_reason: null };
}
