import { jobFromOptions } from "../../jobs/cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "../../jobs/cli/job_options.ts";
import type { calibrate } from "../../jobs/calibration/mod.ts";
import type { CheckResult } from "../../jobs/checks/mod.ts";
import {
  runBenchmark,
  type RunEnd,
  type RunOutcome,
  type RunSink,
} from "../../jobs/run_benchmark.ts";
import type { RunRecord } from "../../jobs/run_record.ts";
import type { Sample } from "../../jobs/samples/mod.ts";

/** A sink that keeps everything in memory. */
export class MemorySink implements RunSink {
  record: RunRecord | null = null;
  samples: Sample[] = [];
  checks: CheckResult[] = [];
  end: RunEnd | null = null;

  startRun(record: RunRecord): Promise<void> {
    this.record = record;
    return Promise.resolve();
  }

  appendSamples(_runId: string, samples: Sample[]): Promise<void> {
    this.samples.push(...samples);
    return Promise.resolve();
  }

  appendCheckResults(_runId: string, results: CheckResult[]): Promise<void> {
    this.checks.push(...results);
    return Promise.resolve();
  }

  finishRun(_runId: string, end: RunEnd): Promise<void> {
    this.end = end;
    return Promise.resolve();
  }
}

/** What a run left behind, its samples in the order of their indexes. */
export interface FinishedJob {
  outcome: RunOutcome;
  samples: Sample[];
}

/** What of a run a test may want to hold in its hand. */
export interface RunJobOptions {
  apiKey?: string;
  signal?: AbortSignal;
  sinks?: RunSink[];
  rescueDirs?: string[];
  onSamples?: (samples: Sample[]) => void;
  /** What calibrates before and after the run; by default nothing, for it takes two seconds. */
  calibrate?: typeof calibrate;
}

/** Measures as `deno task job` with these flags would, in this process and into memory. */
export async function runJob(
  args: readonly string[],
  options: RunJobOptions = {},
): Promise<FinishedJob> {
  const command = jobCommand();
  command.parse([...args], { from: "user" });
  const { job, credential } = await jobFromOptions(undefined, command.opts<JobOptions>(), args);
  const { apiKey } = options;
  const sink = new MemorySink();
  const outcome = await runBenchmark(job, {
    sinks: [sink, ...options.sinks ?? []],
    rescueDirs: options.rescueDirs ?? [],
    credential: apiKey === undefined ? credential : () => ({ kind: "key", key: apiKey }),
    // Whether the client is a good instrument is for few tests to say.
    calibrate: options.calibrate ?? null,
    onSamples: options.onSamples ?? (() => {}),
    signal: options.signal ?? new AbortController().signal,
    now: () => new Date(),
  });
  return { outcome, samples: sink.samples.sort((a, b) => a.index - b.index) };
}
