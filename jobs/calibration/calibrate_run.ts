import type { Job } from "../job.ts";
import type { LoadPlan } from "../loadgen/mod.ts";
import type { Sample } from "../samples/mod.ts";
import type { calibrate } from "./calibrate.ts";
import { type CalibrationResult, discarded } from "./calibration_result.ts";
import { medianGapMs } from "./median_gap.ts";

/** A calibration beside a run, warm-up included, ms. */
const DURATION_MS = 700;
/** Beyond so many streams the simulated provider would fight the client for the CPU. */
const MAX_CONCURRENCY = 256;
/** A common pace of token streams, as long as the endpoint's own is not known, ms. */
const USUAL_ITL_MS = 20;
/** How long an answer of usual length and pace takes, s. */
const USUAL_ANSWER_S = 3;
const ITL_RANGE_MS = [2, 100] as const;

/** Calibrations beside a run; null where there was none, and then a reason. */
export interface RunCalibrations {
  before: CalibrationResult | null;
  after: CalibrationResult | null;
  skippedReason: string | null;
}

/** What calibrating beside a run takes. */
export interface CalibrationDeps {
  /** Measures the client's own error; null leaves calibration out. */
  calibrate: typeof calibrate | null;
  signal: AbortSignal;
}

/** The client's error at a run's load shape, just before it. */
export async function calibrateBefore(job: Job, deps: CalibrationDeps): Promise<RunCalibrations> {
  if (deps.calibrate === null) {
    return { before: null, after: null, skippedReason: "it was switched off" };
  }
  const before = await calibrateFor(job, usualStreams(job.plan), USUAL_ITL_MS, {
    ...deps,
    calibrate: deps.calibrate,
  });
  return { before, after: null, skippedReason: null };
}

/** The same just after it, with as many streams at as close gaps as the run had. */
export async function calibrateAfter(
  job: Job,
  samples: readonly Sample[],
  earlier: RunCalibrations,
  deps: CalibrationDeps,
): Promise<RunCalibrations> {
  if (deps.calibrate === null) return earlier;
  if (deps.signal.aborted) return { ...earlier, skippedReason: "the run was interrupted" };
  if (!samples.some(({ failure }) => failure === null)) {
    return { ...earlier, skippedReason: "no request succeeded" };
  }
  const streams = job.plan.kind === "closed_loop"
    ? job.plan.concurrency
    : meanInFlight(samples) ?? usualStreams(job.plan);
  const after = await calibrateFor(job, streams, medianGapMs(samples) ?? USUAL_ITL_MS, {
    ...deps,
    calibrate: deps.calibrate,
  });
  return { ...earlier, after };
}

async function calibrateFor(
  job: Job,
  streams: number,
  itlMs: number,
  { calibrate, signal }: CalibrationDeps & { calibrate: NonNullable<CalibrationDeps["calibrate"]> },
): Promise<CalibrationResult> {
  const options = {
    kind: job.plan.kind,
    concurrency: Math.max(1, Math.min(MAX_CONCURRENCY, Math.round(streams))),
    itlMs: Math.max(ITL_RANGE_MS[0], Math.min(ITL_RANGE_MS[1], itlMs)),
    durationMs: DURATION_MS,
    transport: job.transport.transport,
    workers: job.workers,
    signal,
  };
  try {
    return await calibrate(options);
  } catch (error) {
    // A run must not be lost because its instrument could not be proved: the record says so.
    if (!(error instanceof Error)) throw error;
    return discarded(options, error.message);
  }
}

/** Streams in flight under this plan when answers take as long as usual. */
function usualStreams(plan: LoadPlan): number {
  if (plan.kind === "closed_loop") return plan.concurrency;
  const { requestRatePerS, ramp, maxConcurrency } = plan;
  const ratePerS = ramp === null ? requestRatePerS : Math.max(ramp.startPerS, ramp.endPerS);
  return Math.min(ratePerS * USUAL_ANSWER_S, maxConcurrency ?? Infinity);
}

/** Time spent in requests over time passed; null when none was sent. */
function meanInFlight(samples: readonly Sample[]): number | null {
  let busyMs = 0;
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (const { sentMs, endMs } of samples) {
    if (sentMs === null) continue;
    busyMs += endMs - sentMs;
    firstMs = Math.min(firstMs, sentMs);
    lastMs = Math.max(lastMs, endMs);
  }
  return lastMs > firstMs ? busyMs / (lastMs - firstMs) : null;
}
