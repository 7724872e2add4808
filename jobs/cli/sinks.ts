import { type Database, openDatabase } from "../../db/client.ts";
import type { CheckResult } from "../checks/mod.ts";
import type { Job } from "../job.ts";
import { createRunStore } from "../persist.ts";
import { type LlmPerfSettings, openResultsDir, type ResultsDir } from "../results/mod.ts";
import type { RunSink } from "../run_benchmark.ts";
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
export function resultsDirSink(dir: string, job: Job, lengths: RepeatedSettings): ClosableSink {
  let results: ResultsDir | null = null;
  const checks: CheckResult[] = [];
  const settings: LlmPerfSettings = {
    model: job.endpoint.model,
    meanInputTokens: lengths.meanInputTokens,
    stddevInputTokens: lengths.stddevInputTokens,
    meanOutputTokens: lengths.meanOutputTokens,
    stddevOutputTokens: lengths.stddevOutputTokens,
    numConcurrentRequests: lengths.numConcurrentRequests,
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

/** The settings LLMPerf's files repeat. */
export interface RepeatedSettings {
  meanInputTokens: number;
  stddevInputTokens: number;
  meanOutputTokens: number;
  stddevOutputTokens: number;
  numConcurrentRequests: number;
}
