import type { Interval, RunStatistics } from "../metrics/mod.ts";
import { capacity, type CapacityAnswer } from "./capacity.ts";
import { hire, type HireAnswer } from "./hire.ts";

/** What a group has found of one instance: the part of a plan's result that counts here. */
export interface FoundRates {
  /** The highest rate that meets objectives. */
  slo?: {
    expression: string;
    max_rate: number | null;
    interval: Interval | null;
    confirmed: boolean;
  };
  sweep?: {
    saturation: { highest_unsaturated: number | null };
    curve: readonly { level: number; achieved_rate: number | null }[];
  };
}

/** A step of a group: what its requests were like. */
export interface MeasuredStep {
  statistics: Pick<RunStatistics, "metrics">;
}

/** What the group does not say itself. */
export interface GroupCapacityOptions {
  targetRatePerS: number;
  /** Default: 0.3. */
  headroom?: number;
  gpusPerInstance: number | null;
  /** Of one GPU, USD per hour; null when not known. */
  gpuUsdPerHour: number | null;
  scalingEfficiency?: number | null;
  outputWeight?: number;
}

/** The answer for a stored group. `cost` is null when GPUs or their price are not known. */
export type GroupCapacity = CapacityAnswer & {
  under: string;
  cost: HireAnswer | null;
};

const USUAL_HEADROOM = 0.3;

/**
 * How many instances and GPUs a rate takes, from the highest rate a group found under objectives, or
 * from the highest level of its sweep that was not saturated; what was found is in `under`.
 *
 * @throws {RangeError} in one line, when the group found neither
 */
export function capacityOfGroup(
  result: FoundRates,
  steps: readonly MeasuredStep[],
  options: GroupCapacityOptions,
): GroupCapacity {
  const { targetRatePerS, headroom = USUAL_HEADROOM, gpusPerInstance, gpuUsdPerHour } = options;
  const { under, ...rate } = rateOfGroup(result);
  const answer = capacity({
    targetRatePerS,
    headroom,
    gpusPerInstance,
    scalingEfficiency: options.scalingEfficiency ?? null,
    ...rate,
  });
  const tokens = tokensPerRequest(steps);
  const cost = gpuUsdPerHour === null || gpusPerInstance === null || tokens === null ? null : hire({
    gpuUsdPerHour,
    gpusPerInstance,
    instances: answer.instances,
    targetRatePerS,
    ...tokens,
    ...(options.outputWeight === undefined ? {} : { outputWeight: options.outputWeight }),
  });
  return { ...answer, under, cost };
}

/** What one instance was found to serve, 1/s: the rate to ask about when none is named. */
export function ownRatePerS({ slo, sweep }: FoundRates): number | null {
  if (slo !== undefined && slo.max_rate !== null) return slo.max_rate;
  const highest = sweep?.saturation.highest_unsaturated ?? null;
  return sweep?.curve.find(({ level }) => level === highest)?.achieved_rate ?? null;
}

function rateOfGroup(found: FoundRates) {
  const { slo } = found;
  if (slo !== undefined && slo.max_rate !== null) {
    const { max_rate, interval, confirmed, expression } = slo;
    return { maxRatePerS: max_rate, interval, confirmed, under: expression };
  }
  const achieved = ownRatePerS(found);
  if (achieved === null) {
    throw new RangeError(
      "Cannot plan capacity: the group found no highest rate; run one with --plan slo or sweep",
    );
  }
  return {
    maxRatePerS: achieved,
    interval: null,
    confirmed: false,
    under: "no objectives: the highest level of the sweep that was not saturated",
  };
}

/** Means over all requests of the group that succeeded; null when none did. */
function tokensPerRequest(steps: readonly MeasuredStep[]) {
  let [requests, input, output] = [0, 0, 0];
  for (const { statistics: { metrics } } of steps) {
    const { n, mean } = metrics.input_tokens;
    requests += n;
    input += n * (mean ?? 0);
    output += metrics.output_tokens.n * (metrics.output_tokens.mean ?? 0);
  }
  return requests === 0
    ? null
    : { inputTokensPerRequest: input / requests, outputTokensPerRequest: output / requests };
}
