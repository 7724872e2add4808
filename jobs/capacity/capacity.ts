import type { Interval } from "../metrics/mod.ts";

/** What has been measured of one instance, and what is to be served. */
export interface CapacityQuestion {
  /** To be served in all, requests a second. */
  targetRatePerS: number;
  /** Highest rate of one instance under the objectives, 1/s. */
  maxRatePerS: number;
  /** Its 95 % interval; null when it has none, and the rate itself is then used. */
  interval: Interval | null;
  /** Whether the search ended with an interval as narrow as asked for. */
  confirmed: boolean;
  /** Share of an instance's capacity kept free for peaks and failures, 0 up to below 1. */
  headroom: number;
  /** GPUs of one instance; null when not known. */
  gpusPerInstance: number | null;
  /**
   * Capacity of many instances over as many times that of one, above 0 and up to 1. Null when it
   * was not measured: 1 is then assumed.
   */
  scalingEfficiency: number | null;
}

export type AssumptionName =
  | "headroom"
  | "lower end of the interval"
  | "linear scaling"
  | "whole instances"
  | "unconfirmed rate";

/** Something the answer rests on. Keys are those of the JSON. */
export interface Assumption {
  name: AssumptionName;
  /** One line. */
  statement: string;
  /** By what share the answer would change, were it otherwise in the way the statement says. */
  effect: number;
}

/** How much it takes. Keys are those of the JSON. */
export interface CapacityAnswer {
  target_rate: number;
  /** Rate planned for one instance, after headroom and scaling, 1/s. */
  rate_per_instance: number;
  instances: number;
  gpus: number | null;
  /** Share of the measured capacity that the target uses of that many instances. */
  utilisation: number;
  headroom: number;
  /** Largest effect first. */
  assumptions: Assumption[];
  /** The first of them, in words. */
  dominant_assumption: string;
}

/** Queues of many instances behind a balancer lose about so much where nobody has measured it. */
const USUAL_LOSS = 0.1;
/** How wrong an unconfirmed rate may easily be. */
const UNCONFIRMED = 0.25;

/**
 * How many instances serve a rate under the objectives that one instance was measured with: the
 * target over the lower end of the measured interval, less headroom, rounded up. Beside it stands by
 * how much each assumption moves the answer, so that one sees what to measure next.
 *
 * The answer holds for the workload, the objectives and the hardware of the measurement, and for
 * requests shared out evenly.
 *
 * @throws {RangeError} in one line, when a figure cannot be used
 */
export function capacity(question: CapacityQuestion): CapacityAnswer {
  const { targetRatePerS, maxRatePerS, interval, headroom, gpusPerInstance } = question;
  const efficiency = question.scalingEfficiency ?? 1;
  check("the target rate", targetRatePerS, targetRatePerS > 0, "above 0");
  check("the measured rate of one instance", maxRatePerS, maxRatePerS > 0, "above 0");
  check("the headroom", headroom, headroom >= 0 && headroom < 1, "from 0 up to below 1");
  check(
    "the scaling efficiency",
    efficiency,
    efficiency > 0 && efficiency <= 1,
    "above 0, up to 1",
  );
  const lowest = interval === null || interval[0] <= 0 ? maxRatePerS : interval[0];
  const planned = lowest * efficiency * (1 - headroom);
  const exact = targetRatePerS / planned;
  const instances = Math.ceil(exact - 1e-9);
  const assumptions = assumptionsOf(question, { lowest, efficiency, exact, instances });
  return {
    target_rate: targetRatePerS,
    rate_per_instance: planned,
    instances,
    gpus: gpusPerInstance === null ? null : instances * gpusPerInstance,
    utilisation: targetRatePerS / (instances * lowest * efficiency),
    headroom,
    assumptions,
    dominant_assumption: assumptions[0]!.statement,
  };
}

function assumptionsOf(
  question: CapacityQuestion,
  { lowest, exact, instances }: Record<"lowest" | "efficiency" | "exact" | "instances", number>,
): Assumption[] {
  const { headroom, maxRatePerS, interval, confirmed, scalingEfficiency } = question;
  const found: Assumption[] = [
    {
      name: "headroom",
      statement: `${percent(headroom)} of each instance is kept free`,
      effect: headroom,
    },
    {
      name: "whole instances",
      statement: `${exact.toFixed(2)} instances are rounded up to ${instances}`,
      effect: 1 - exact / instances,
    },
  ];
  if (scalingEfficiency !== null) {
    found.push({
      name: "linear scaling",
      statement: `many instances serve ${
        percent(scalingEfficiency)
      } of what as many single ones do`,
      effect: 1 / scalingEfficiency - 1,
    });
  } else if (instances > 1) {
    found.push({
      name: "linear scaling",
      statement: "many instances are taken to serve as much each as one alone, which was not " +
        `measured; a balancer that loses ${percent(USUAL_LOSS)} would need that much more`,
      effect: 1 / (1 - USUAL_LOSS) - 1,
    });
  }
  if (interval !== null) {
    found.push({
      name: "lower end of the interval",
      statement:
        `one instance is taken at the lower end of its interval, ${lowest.toPrecision(3)}/s ` +
        `instead of ${maxRatePerS.toPrecision(3)}/s`,
      effect: maxRatePerS / lowest - 1,
    });
  }
  if (!confirmed) {
    found.push({
      name: "unconfirmed rate",
      statement: "the highest rate of one instance is not confirmed by repeated runs; it may be " +
        `${percent(UNCONFIRMED)} off`,
      effect: UNCONFIRMED,
    });
  }
  return found.sort((a, b) => b.effect - a.effect);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function check(what: string, value: number, good: boolean, allowed: string): void {
  if (!good || !Number.isFinite(value)) {
    throw new RangeError(`Cannot plan capacity: ${what} is ${value} and must be ${allowed}`);
  }
}
