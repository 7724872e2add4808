import { tmpdir } from "node:os";
import type { Hosting } from "../providers/catalog/mod.ts";
import { findProtocol } from "../providers/protocols/mod.ts";
import { askChecks } from "./ask_checks.ts";
import { calibrate, calibrateAfter, calibrateBefore } from "./calibration/mod.ts";
import type { CheckResult } from "./checks/mod.ts";
import { GuardedSinks } from "./guarded_sinks.ts";
import { endsByTime, type Job } from "./job.ts";
import { type CredentialSource, keepSecrets } from "./credentials/mod.ts";
import { measure } from "./loadgen/mod.ts";
import { measureLoad } from "./measure_load.ts";
import { summarizeRun } from "./metrics/mod.ts";
import { whyNotStreamed } from "./plan_requests.ts";
import { assessQuality, readCpuTimes, stealShare } from "./quality/mod.ts";
import { runObjectives } from "./run_objectives.ts";
import type { RunRecord } from "./run_record.ts";
import type { RunEnd, RunSink } from "./run_sink.ts";
import { failed, statusOf } from "./run_status.ts";
import { type Sample, SampleKeeper } from "./samples/mod.ts";
import { startRecord } from "./start_record.ts";

export type { RunEnd, RunSink } from "./run_sink.ts";

/** The outside world, as the pipeline needs it. */
export interface BenchmarkDeps {
  sinks: RunSink[];
  /**
   * Where to keep the samples that a sink could not take, best first; the system's directory for
   * temporary files comes after them.
   */
  rescueDirs?: string[];
  /** What requests are authorised with. */
  credential: CredentialSource;
  /** Called with each batch of samples, for progress. */
  onSamples: (samples: Sample[]) => void;
  /** Aborted by Ctrl-C: the run ends early and says so. */
  signal: AbortSignal;
  now: () => Date;
  /** What sends requests and records answers. Default: measuring threads on real sockets. */
  measure?: typeof measure;
  /**
   * Measures this client's own error, before the load and after it. Null leaves that out, and the
   * run's quality is doubted for it. Default: against a simulated provider on this machine.
   */
  calibrate?: typeof calibrate | null;
}

/** A finished run. */
export interface RunOutcome extends RunEnd {
  record: RunRecord;
  checks: CheckResult[];
}

/** A run just finished, with its samples still at hand. */
export interface MeasuredRun extends RunOutcome {
  /** By the order in which they ended. */
  samples: readonly Sample[];
  /** Why some of it could not be stored, and where that is; null when all was. */
  unstored: string | null;
}

/**
 * The whole pipeline: prompts leave, answers are recorded, recordings become samples, samples are
 * stored as they come, and statistics are computed from the samples alone.
 */
export async function runBenchmark(job: Job, deps: BenchmarkDeps): Promise<MeasuredRun> {
  const protocol = findProtocol(job.endpoint.protocol);
  const storingFailed = new AbortController();
  const sinks = new GuardedSinks(deps.sinks, {
    rescueDirs: [...deps.rescueDirs ?? [], tmpdir()],
    onFailure: () => storingFailed.abort(),
  });
  const context = {
    job,
    protocol,
    now: deps.now,
    ...keepSecrets(deps.credential, job.headers),
    signal: AbortSignal.any([deps.signal, storingFailed.signal]),
    measure: deps.measure ?? measure,
  };
  const calibration = {
    calibrate: deps.calibrate === undefined ? calibrate : deps.calibrate,
    signal: context.signal,
  };
  const before = await calibrateBefore(job, calibration);
  const record = startRecord(job, protocol, deps.now());
  const keeper = new SampleKeeper();
  const samples: Sample[] = [];

  const cpuBefore = readCpuTimes();
  const load = await measureLoad(context, {
    onStart: async (clockOriginUnixMs) => {
      record.clockOriginUnixMs = clockOriginUnixMs;
      await sinks.startRun(record);
    },
    onSamples: async (batch) => {
      for (const sample of batch) samples.push(keeper.keep(sample));
      deps.onSamples(batch);
      await sinks.appendSamples(record.id, batch);
    },
  });
  const stolen = stealShare(cpuBefore, readCpuTimes());
  const calibrations = await calibrateAfter(job, samples, before, calibration);
  const succeeded = samples.some((sample) => sample.failure === null);
  const checks = succeeded && !context.signal.aborted ? await askChecks(context) : [];
  await sinks.appendCheckResults(record.id, checks);

  const statistics = summarizeRun(samples, {
    price: job.endpoint.price,
    gpuUsdPerHour: gpuUsdPerHour(job.endpoint.hosting),
    notStreamed: whyNotStreamed(job, protocol),
  });
  const end: RunEnd = {
    ...statusOf(sinks.failure(), deps.signal.aborted, load.gaveUp, samples),
    quality: assessQuality({
      job: { ...job, maxRequests: endsByTime(job) ? null : job.maxRequests },
      samples,
      end: load,
      turns: load.turns,
      readDelays: load.readDelays,
      calibrations,
      stealShare: stolen,
    }),
    statistics,
    ...job.slo === undefined ? {} : { objectives: runObjectives(job.slo, { statistics, samples }) },
    endedAt: deps.now(),
  };
  await sinks.finishRun(record.id, end);
  const unstored = sinks.failure();
  return {
    record,
    checks,
    samples,
    unstored,
    ...end,
    ...(unstored === null ? {} : failed(unstored)),
  };
}

/** Price of all GPUs together. */
function gpuUsdPerHour(hosting: Hosting | null): number | null {
  if (hosting === null || hosting.gpuUsdPerHour === null) return null;
  return hosting.gpuUsdPerHour * (hosting.hardwareCount ?? 1);
}
