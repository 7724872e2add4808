import { join } from "node:path";
import type { RunRecord } from "../run_record.ts";
import { type Sample, sampleToJson } from "../samples/mod.ts";

import {
  llmPerfBaseName,
  llmPerfResponse,
  type LlmPerfSettings,
  LlmPerfTotals,
} from "./llmperf.ts";
import { writing } from "./results_dir_error.ts";
import { type RunOutcome, runToJson } from "./run_json.ts";
import { createTextFile } from "./text_file.ts";

/** A results directory being written. Nothing that was appended is lost if the process dies. */
export interface ResultsDir {
  /** Appends samples, in the order in which they ended; one call at a time. */
  appendSamples(samples: readonly Sample[]): Promise<void>;
  /**
   * Writes `run.json` and LLMPerf's summary, and closes all files.
   *
   * @returns paths of the files written
   */
  finish(outcome: RunOutcome): Promise<string[]>;
  /** Closes the files without finishing; does nothing after {@link finish}. */
  close(): void;
}

/**
 * Starts a results directory: `run.json` (everything known of the run), `samples.jsonl` (one line a
 * request), and LLMPerf's `<name>_summary.json` and `<name>_individual_responses.json`.
 *
 * An earlier run's `run.json` and `samples.jsonl` are kept: its id is put into their names. LLMPerf's
 * files are replaced, as LLMPerf does.
 *
 * @throws {ResultsDirError} (also from every method) when the directory or a file cannot be written
 */
export async function openResultsDir(
  dir: string,
  record: RunRecord,
  settings: LlmPerfSettings,
): Promise<ResultsDir> {
  await writing(dir, () => Deno.mkdir(dir, { recursive: true }));
  await setEarlierRunAside(dir, record.id);
  const runPath = join(dir, "run.json");
  const baseName = llmPerfBaseName(settings);
  const summaryPath = join(dir, `${baseName}_summary.json`);
  await writeJson(runPath, runToJson(record, null));
  const samplesFile = await createTextFile(join(dir, "samples.jsonl"));
  const responsesFile = await createTextFile(join(dir, `${baseName}_individual_responses.json`))
    .catch((error) => {
      samplesFile.close();
      throw error;
    });
  const totals = new LlmPerfTotals();
  let separator = "[\n";

  const close = () => {
    samplesFile.close();
    responsesFile.close();
  };
  return {
    async appendSamples(samples) {
      let responses = "";
      for (const sample of samples) {
        if (sample.phase === "warmup") continue;
        const response = llmPerfResponse(sample);
        totals.add(response);
        responses += separator + JSON.stringify(response);
        separator = ",\n";
      }
      await samplesFile.append(
        samples.map((sample) => JSON.stringify(sampleToJson(sample)) + "\n").join(""),
      );
      await responsesFile.append(responses);
    },
    async finish(outcome) {
      try {
        await responsesFile.append(separator === "[\n" ? "[]\n" : "\n]\n");
        await writeJson(
          summaryPath,
          totals.summary(
            settings,
            record.metadata,
            outcome.statistics.throughput.window_s,
            Math.floor(outcome.endedAt.getTime() / 1000),
          ),
        );
        await writeJson(runPath, runToJson(record, outcome));
      } finally {
        close();
      }
      return [runPath, samplesFile.path, summaryPath, responsesFile.path];
    },
    close,
  };
}

/** What {@link writeResultsDir} writes. */
export interface Results extends RunOutcome {
  record: RunRecord;
  settings: LlmPerfSettings;
  samples: readonly Sample[];
}

/** Samples that are turned into text at a time. */
const BATCH = 1000;

/**
 * Writes the results of a run that has ended, see {@link openResultsDir}.
 *
 * @returns paths of the files written
 */
export async function writeResultsDir(dir: string, results: Results): Promise<string[]> {
  const { record, settings, samples, ...outcome } = results;
  const opened = await openResultsDir(dir, record, settings);
  try {
    for (let i = 0; i < samples.length; i += BATCH) {
      await opened.appendSamples(samples.slice(i, i + BATCH));
    }
    return await opened.finish(outcome);
  } finally {
    opened.close();
  }
}

async function setEarlierRunAside(dir: string, laterRunId: string): Promise<void> {
  const runPath = join(dir, "run.json");
  const text = await writing(runPath, () => Deno.readTextFile(runPath).catch(nullIfMissing));
  if (text === null) return;
  const label = /"run_id":\s*"([\w-]+)"/.exec(text)?.[1] ?? `before-${laterRunId}`;
  for (const [name, ending] of [["run", "json"], ["samples", "jsonl"]]) {
    const path = join(dir, `${name}.${ending}`);
    const aside = join(dir, `${name}-${label}.${ending}`);
    await writing(path, () => Deno.rename(path, aside).catch(nullIfMissing));
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}

/** Written beside and moved into place, so that a reader never sees half a file. */
async function writeJson(path: string, value: unknown): Promise<void> {
  const draft = `${path}.tmp`;
  await writing(path, async () => {
    await Deno.writeTextFile(draft, JSON.stringify(value, null, 2) + "\n");
    await Deno.rename(draft, path);
  });
}
