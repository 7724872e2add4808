import type { LoadPlan } from "../loadgen/mod.ts";
import type { Workload } from "../workloads/mod.ts";
import type { JobOptions } from "./job_options.ts";
import { DEFAULTS } from "./load_options.ts";
import { UsageError } from "./usage_error.ts";

const OPEN_LOOP_FLAGS = {
  arrival: "--arrival",
  burstiness: "--burstiness",
  maxConcurrency: "--max-concurrency",
} as const;

/**
 * When requests leave: at a rate the loop is open, and a workload with times of its own is replayed
 * at them; otherwise the loop is closed.
 * @throws {UsageError} when flags contradict one another
 */
export function loadFromOptions(
  options: JobOptions,
  { dueMs }: Pick<Workload, "dueMs">,
): LoadPlan {
  const { requestRate, rampUpStrategy, rampUpStartRps, rampUpEndRps } = options;
  const ramped = rampUpStrategy !== undefined;
  if (ramped && (rampUpStartRps === undefined || rampUpEndRps === undefined)) {
    throw new UsageError("--ramp-up-strategy needs --ramp-up-start-rps and --ramp-up-end-rps");
  }
  if (!ramped && (rampUpStartRps !== undefined || rampUpEndRps !== undefined)) {
    throw new UsageError("--ramp-up-start-rps and --ramp-up-end-rps need --ramp-up-strategy");
  }
  if (requestRate === undefined && !ramped) {
    const recorded = options.numConcurrentRequests === undefined && options.plan === undefined;
    if (dueMs !== null && recorded) return replay(options, dueMs);
    // In a plan its levels make the loop.
    if (options.plan === undefined) refuseOpenLoopFlags(options);
    return {
      kind: "closed_loop",
      concurrency: options.numConcurrentRequests ?? DEFAULTS.concurrency,
    };
  }
  return {
    kind: "open_loop",
    requestRatePerS: requestRate ?? rampUpStartRps!,
    ...arrivalOf(options),
    ramp: ramped
      ? { strategy: rampUpStrategy, startPerS: rampUpStartRps!, endPerS: rampUpEndRps! }
      : null,
    maxConcurrency: options.maxConcurrency ?? null,
  };
}

/** How gaps of an open loop are spread. */
export function arrivalOf({ arrival, burstiness }: JobOptions) {
  const chosen = arrival ?? (burstiness === undefined ? "poisson" : "gamma");
  if (burstiness !== undefined && chosen !== "gamma") {
    throw new UsageError(`--burstiness shapes --arrival gamma, not ${chosen}`);
  }
  return { arrival: chosen, burstiness: burstiness ?? 1 };
}

/** A recorded workload at its own times. */
function replay(options: JobOptions, dueMs: Float64Array): LoadPlan {
  for (const flag of ["arrival", "burstiness"] as const) {
    if (options[flag] !== undefined) {
      throw new UsageError(
        `${OPEN_LOOP_FLAGS[flag]} draws times, and this workload has its own: leave it out, or ` +
          "give --request-rate",
      );
    }
  }
  return {
    kind: "open_loop",
    requestRatePerS: meanRatePerS(dueMs),
    arrival: "poisson",
    burstiness: 1,
    ramp: null,
    maxConcurrency: options.maxConcurrency ?? null,
    dueMs,
  };
}

/** Requests a second of recorded times; one alone, or all at once, count as one a second. */
export function meanRatePerS(dueMs: Float64Array): number {
  const lastMs = dueMs.at(-1)!;
  return lastMs > 0 ? (dueMs.length - 1) / (lastMs / 1000) : 1;
}

function refuseOpenLoopFlags(options: JobOptions): void {
  for (const flag of ["arrival", "burstiness", "maxConcurrency"] as const) {
    if (options[flag] !== undefined) {
      throw new UsageError(
        `${OPEN_LOOP_FLAGS[flag]} belongs to an open loop: give --request-rate too`,
      );
    }
  }
}
