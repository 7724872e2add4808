import type { CheckResult } from "./checks/mod.ts";
import type { RunStatistics } from "./metrics/mod.ts";
import type { RunObjectives } from "./run_objectives.ts";
import type { Quality, RunRecord, RunStatus } from "./run_record.ts";
import type { Sample } from "./samples/mod.ts";

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
  /** Of a job with objectives. */
  objectives?: RunObjectives;
  /** Why the run did not complete; null when it did. */
  reason: string | null;
  endedAt: Date;
}
