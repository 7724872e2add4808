import { type Database, openDatabase } from "../../db/client.ts";
import type { CheckResult } from "../checks/mod.ts";
import type { Job } from "../job.ts";
import { createRunStore } from "../persist.ts";
import { type LlmPerfSettings, openResultsDir, type ResultsDir } from "../results/mod.ts";
import type { RunSink } from "../run_benchmark.ts";
import type { Workload } from "../workloads/mod.ts";
import { DEFAULTS } from "./load_options.ts";
import { correctness } from "./summary_json.ts";

/** A sink that must be closed, whatever happened. */
export interface ClosableSink extends RunSink {
  close(): Promise<void>;
}

/** The database named by the environment, or the embedded one. */
export async function openStoreSink(purpose: string): Promise<ClosableSink> {
  const db: Database = await openDatabase({
    databaseUrl: Deno.env.get("DATABASE_URL") ?? null,
    purpose,
  });
  return { ...createRunStore(db), close: () => db.close() };
}

/** A directory with LLMPerf's files, `run.json` and `samples.jsonl`. */
export function resultsDirSink(dir: string, job: Job): ClosableSink {
  let results: ResultsDir | null = null;
  const checks: CheckResult[] = [];
  const settings: LlmPerfSettings = {
    model: job.endpoint.model,
    ...plannedLengths(job.workload),
    numConcurrentRequests: job.plan.kind === "closed_loop"
      ? job.plan.concurrency
      : DEFAULTS.concurrency,
    additionalSamplingParams: job.samplingParams,
  };
  return {
    startRun: async (record) => {
      results = await openResultsDir(dir, record, settings);
    },
    appendSamples: (_runId, samples) => results!.appendSamples(samples),
    appendCheckResults: (_runId, batch) => {
      checks.push(...batch);
      return Promise.resolve();
    },
    finishRun: async (_runId, end) => {
      await results!.finish({ ...end, correctness: correctness(checks) });
    },
    close: () => {
      results?.close();
      return Promise.resolve();
    },
  };
}

/** Requests whose lengths stand for those of a workload that names none itself. */
const LOOKED_AT = 20;

/**
 * The lengths that LLMPerf's files repeat: those that the workload names, or the mean and deviation
 * of its first requests.
 */
function plannedLengths(workload: Workload): WorkloadLengths {
  const { description } = workload;
  const named = {
    meanInputTokens: description.mean_input_tokens,
    stddevInputTokens: description.stddev_input_tokens,
    meanOutputTokens: description.mean_output_tokens,
    stddevOutputTokens: description.stddev_output_tokens,
  };
  if (Object.values(named).every((value) => typeof value === "number")) {
    return named as WorkloadLengths;
  }
  const count = Math.min(LOOKED_AT, workload.size ?? LOOKED_AT);
  const requests = Array.from({ length: count }, (_, index) => workload.request(index));
  const [meanInputTokens, stddevInputTokens] = moments(requests.map((one) => one.inputTokens));
  const [meanOutputTokens, stddevOutputTokens] = moments(requests.map((one) => one.maxTokens));
  return { meanInputTokens, stddevInputTokens, meanOutputTokens, stddevOutputTokens };
}

type WorkloadLengths = Pick<
  LlmPerfSettings,
  "meanInputTokens" | "stddevInputTokens" | "meanOutputTokens" | "stddevOutputTokens"
>;

/** Mean and standard deviation, rounded to whole tokens. */
function moments(values: readonly number[]): [mean: number, stddev: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [Math.round(mean), Math.round(Math.sqrt(squares / Math.max(1, values.length - 1)))];
}
