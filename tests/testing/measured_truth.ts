import { unixOriginMs } from "../../jobs/wire/mod.ts";
import {
  type SimulatedProviderOptions,
  startSimulatedProviderWorker,
  type TrueRequest,
} from "../../providers/simulated/mod.ts";
import { type FinishedJob, runJob, type RunJobOptions } from "./run_job.ts";

/** A run against a simulated provider, and what that says really happened. */
export interface MeasuredTruth extends FinishedJob {
  /** True requests by the index that the client sent with them. */
  truth: Map<number, TrueRequest>;
  /** A true time as ms since the run's start, the zero of the samples' times. */
  onRunClock: (trueMs: number) => number;
}

/** Measures a simulated provider that runs in a thread of its own. */
export async function measureTruth(
  behaviour: SimulatedProviderOptions & { workers?: number },
  args: readonly string[],
  options: RunJobOptions = {},
): Promise<MeasuredTruth> {
  const provider = await startSimulatedProviderWorker(behaviour);
  try {
    const finished = await runJob([
      ...["--url", provider.baseUrl, "--model", "sim"],
      ...["--header", "x-lapboard-index: {index}"],
      ...args,
    ], options);
    const document = await provider.truth();
    const truth = new Map(
      Object.values(document.requests).map((request) => [Number(request.index), request]),
    );
    if (truth.size !== Object.keys(document.requests).length) {
      throw new Error("an index reached the provider twice");
    }
    // The system's clock may have been slewed since this process read the origin of its own.
    const slewMs = unixOriginMs() - performance.timeOrigin;
    const shiftMs = document.clock_origin_unix_ms + slewMs -
      finished.outcome.record.clockOriginUnixMs;
    return { ...finished, truth, onRunClock: (trueMs) => trueMs + shiftMs };
  } finally {
    await provider.stop();
  }
}
