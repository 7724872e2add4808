import type { MeasuredRun } from "../run_benchmark.ts";
import { runBenchmark } from "../run_benchmark.ts";
import { EXIT } from "./exit_codes.ts";
import type { KeyedJob } from "./job_from_options.ts";
import type { JobOptions } from "./job_options.ts";
import { startProgress } from "./progress.ts";
import { type ClosableSink, openStoreSink, resultsDirSink } from "./sinks.ts";
import { sloLines } from "./slo_lines.ts";
import { summaryJson } from "./summary_json.ts";
import { summaryTable } from "./summary_table.ts";

/** Makes one run, as the command line asks, and prints its figures. @returns the exit code */
export async function runSingle(
  { job, credential }: KeyedJob,
  options: JobOptions,
  signal: AbortSignal,
): Promise<number> {
  const sinks: ClosableSink[] = [];
  try {
    if (options.resultsDir !== undefined) {
      sinks.push(resultsDirSink(options.resultsDir, job));
    }
    if (options.store) sinks.push(await openStoreSink(`measuring ${job.endpoint.id}`));
    const progress = options.quiet ? null : startProgress(job.maxRequests, job.endpoint.id);
    let run: MeasuredRun;
    try {
      run = await runBenchmark(job, {
        sinks,
        rescueDirs: options.resultsDir === undefined ? [] : [options.resultsDir],
        credential,
        onSamples: (samples) => progress?.add(samples),
        signal,
        now: () => new Date(),
        ...options.calibrate ? {} : { calibrate: null },
      });
    } finally {
      progress?.stop();
    }
    const { objectives } = run;
    console.log(
      options.json
        ? JSON.stringify({ ...summaryJson(run), ...objectives })
        : [summaryTable(run), ...objectives === undefined ? [] : sloLines(objectives)].join("\n"),
    );
    return exitCodeOf(run, sinks.length > 0);
  } finally {
    for (const sink of sinks) await sink.close();
  }
}

function exitCodeOf(run: MeasuredRun, kept: boolean): number {
  if (run.status === "interrupted") {
    console.error(kept ? "interrupted: finished samples are kept" : "interrupted");
    return EXIT.interrupted;
  }
  if (run.status === "failed") {
    console.error(`error: the run failed: ${run.reason}`);
    return EXIT.failed;
  }
  if (run.quality.verdict === "invalid") {
    console.error(`error: the instrument was not good enough: ${run.quality.reasons.join("; ")}`);
    return EXIT.badInstrument;
  }
  return EXIT.done;
}
