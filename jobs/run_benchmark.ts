import type { Hosting } from "../providers/catalog/mod.ts";
import { findProtocol } from "../providers/protocols/mod.ts";
import { askChecks } from "./ask_checks.ts";
import type { CheckResult } from "./checks/mod.ts";
import type { Job } from "./job.ts";
import { measureLoad } from "./measure_load.ts";
import { type RunStatistics, summarizeRun } from "./metrics/mod.ts";
import { assessQuality } from "./quality/mod.ts";
import type { Quality, RunRecord, RunStatus } from "./run_record.ts";
import type { Sample } from "./samples/mod.ts";
import { createRedactor } from "./samples/redact.ts";
import { startRecord } from "./start_record.ts";

/** Where samples and results go as they come: the database, a results directory, or nowhere. */
export interface RunSink {
  startRun(record: RunRecord): Promise<void>;
  appendSamples(runId: string, samples: Sample[]): Promise<void>;
  appendCheckResults(runId: string, results: CheckResult[]): Promise<void>;
  finishRun(runId: string, end: RunEnd): Promise<void>;
}

/** What is known when a run is over. */
export interface RunEnd {
  status: RunStatus;
  quality: Quality;
  statistics: RunStatistics;
  /** Why the run did not complete; null when it did. */
  reason: string | null;
  endedAt: Date;
}

/** The outside world, as the pipeline needs it. */
export interface BenchmarkDeps {
  sinks: RunSink[];
  /** The endpoint's key; null when it needs none. */
  apiKey: string | null;
  /** Called with each batch of samples, for progress. */
  onSamples: (samples: Sample[]) => void;
  /** Aborted by Ctrl-C: the run ends early and says so. */
  signal: AbortSignal;
  now: () => Date;
}

/** A finished run. */
export interface RunOutcome extends RunEnd {
  record: RunRecord;
  checks: CheckResult[];
}

/**
 * The whole pipeline: prompts leave, answers are recorded, recordings become samples, samples are
 * stored as they come, and statistics are computed from the samples alone.
 */
export async function runBenchmark(job: Job, deps: BenchmarkDeps): Promise<RunOutcome> {
  const protocol = findProtocol(job.endpoint.protocol);
  const context = {
    job,
    protocol,
    apiKey: deps.apiKey,
    redact: createRedactor(deps.apiKey === null ? [] : [deps.apiKey]),
    signal: deps.signal,
  };
  const record = startRecord(job, deps.now());
  const samples: Sample[] = [];

  const load = await measureLoad(context, {
    onStart: async (clockOriginUnixMs) => {
      record.clockOriginUnixMs = clockOriginUnixMs;
      for (const sink of deps.sinks) await sink.startRun(record);
    },
    onSamples: async (batch) => {
      for (const sample of batch) samples.push(sample);
      deps.onSamples(batch);
      for (const sink of deps.sinks) await sink.appendSamples(record.id, batch);
    },
  });
  const succeeded = samples.some((sample) => sample.failure === null);
  const checks = succeeded && !deps.signal.aborted ? await askChecks(context) : [];
  for (const sink of deps.sinks) await sink.appendCheckResults(record.id, checks);

  const end: RunEnd = {
    ...statusOf(deps.signal.aborted, succeeded, load.gaveUp),
    quality: assessQuality(samples),
    statistics: summarizeRun(samples, {
      price: job.endpoint.price,
      gpuUsdPerHour: gpuUsdPerHour(job.endpoint.hosting),
    }),
    endedAt: deps.now(),
  };
  for (const sink of deps.sinks) await sink.finishRun(record.id, end);
  return { record, checks, ...end };
}

/** Price of all GPUs together. */
function gpuUsdPerHour(hosting: Hosting | null): number | null {
  if (hosting === null || hosting.gpuUsdPerHour === null) return null;
  return hosting.gpuUsdPerHour * (hosting.hardwareCount ?? 1);
}

function statusOf(
  interrupted: boolean,
  succeeded: boolean,
  gaveUp: string | null,
): { status: RunStatus; reason: string | null } {
  if (interrupted) return { status: "interrupted", reason: "interrupted by the user" };
  if (succeeded) return { status: "complete", reason: null };
  return { status: "failed", reason: gaveUp ?? "no request succeeded" };
}
