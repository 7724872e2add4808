import { CommanderError } from "commander";
import { DatabaseError } from "../db/errors.ts";
import { CatalogError } from "../providers/catalog/mod.ts";
import { jobFromOptions } from "./cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "./cli/job_options.ts";
import { startProgress } from "./cli/progress.ts";
import { type ClosableSink, openStoreSink, resultsDirSink } from "./cli/sinks.ts";
import { summaryJson } from "./cli/summary_json.ts";
import { summaryTable } from "./cli/summary_table.ts";
import { UsageError } from "./cli/usage_error.ts";
import { ResultsDirError } from "./results/mod.ts";
import { runBenchmark, type RunOutcome } from "./run_benchmark.ts";

/** Exit codes, as `--help` lists them. */
const EXIT = { done: 0, failed: 1, wrongInput: 2, badInstrument: 3, interrupted: 130 } as const;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

async function main(args: string[]): Promise<number> {
  const command = jobCommand();
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
  }
  const options = command.opts<JobOptions>();
  const { job, credential } = await jobFromOptions(command.args[0], options, args);

  const sinks: ClosableSink[] = [];
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onInterrupt);
  try {
    if (options.resultsDir !== undefined) {
      sinks.push(resultsDirSink(options.resultsDir, job, options));
    }
    if (options.store) sinks.push(await openStoreSink(`measuring ${job.endpoint.id}`));
    const progress = startProgress(job.maxRequests, job.endpoint.id);
    let outcome: RunOutcome;
    try {
      outcome = await runBenchmark(job, {
        sinks,
        rescueDirs: options.resultsDir === undefined ? [] : [options.resultsDir],
        credential,
        onSamples: (samples) => progress.add(samples),
        signal: interrupt.signal,
        now: () => new Date(),
        ...options.calibrate ? {} : { calibrate: null },
      });
    } finally {
      progress.stop();
    }
    console.log(options.json ? JSON.stringify(summaryJson(outcome)) : summaryTable(outcome));
    return exitCodeOf(outcome, sinks.length > 0);
  } finally {
    for (const sink of sinks) await sink.close();
    // Only now: one Ctrl-C may arrive twice, and must not end the process while it stores.
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, onInterrupt);
  }
}

function exitCodeOf(outcome: RunOutcome, kept: boolean): number {
  if (outcome.status === "interrupted") {
    console.error(kept ? "interrupted: finished samples are kept" : "interrupted");
    return EXIT.interrupted;
  }
  if (outcome.status === "failed") {
    console.error(`error: the run failed: ${outcome.reason}`);
    return EXIT.failed;
  }
  if (outcome.quality.verdict === "invalid") {
    console.error(
      `error: the instrument was not good enough: ${outcome.quality.reasons.join("; ")}`,
    );
    return EXIT.badInstrument;
  }
  return EXIT.done;
}

function isWrongInput(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof CatalogError ||
    error instanceof DatabaseError || error instanceof ResultsDirError;
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!isWrongInput(error)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exitCode = EXIT.wrongInput;
  }
}
