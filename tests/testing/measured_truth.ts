import { unixOriginMs } from "../../jobs/wire/mod.ts";
import {
  type SimulatedProviderOptions,
  startSimulatedProviderWorker,
  type TrueRequest,
} from "../../providers/simulated/mod.ts";
import { type FinishedJob, runJob, type RunJobOptions } from "./run_job.ts";

/** A run against a simulated provider, and what that says really happened. */
export interface MeasuredTruth extends FinishedJob {
  /** What reached the provider, by the index that the client sent with it, in order of arrival. */
  attempts: Map<number, TrueRequest[]>;
  /** Of each index the attempt that was answered: the last one. */
  truth: Map<number, TrueRequest>;
  /** A true time as ms since the run's start, the zero of the samples' times. */
  onRunClock: (trueMs: number) => number;
  /** How much of a difference between the two clocks proves nothing, ms. */
  clockToleranceMs: number;
}

/** Two threads' clocks are mapped onto one another through the system's. */
const MAPPING_ERROR_MS = 0.1;

/** Measures a simulated provider that runs in a thread of its own. */
export async function measureTruth(
  behaviour: SimulatedProviderOptions & { workers?: number },
  args: readonly string[],
  options: RunJobOptions = {},
): Promise<MeasuredTruth> {
  const provider = await startSimulatedProviderWorker(behaviour);
  try {
    const originMs = unixOriginMs();
    const finished = await runJob([
      ...["--url", provider.baseUrl, "--model", "sim"],
      ...["--header", "x-lapboard-index: {index}"],
      ...args,
    ], options);
    const document = await provider.truth();
    const attempts = Map.groupBy(
      Object.values(document.requests).sort((a, b) => a.number - b.number),
      (request) => Number(request.index),
    );
    // What the system's clock was set by since this process began, and while the run went on.
    const sinceStartMs = originMs - performance.timeOrigin;
    const meanwhileMs = Math.abs(unixOriginMs() - originMs);
    const shiftMs = document.clock_origin_unix_ms + sinceStartMs -
      finished.outcome.record.clockOriginUnixMs;
    return {
      ...finished,
      attempts,
      truth: new Map([...attempts].map(([index, of]) => [index, of.at(-1)!])),
      onRunClock: (trueMs) => trueMs + shiftMs,
      clockToleranceMs: MAPPING_ERROR_MS + meanwhileMs,
    };
  } finally {
    await provider.stop();
  }
}
