import type { Json } from "../../providers/protocols/protocol.ts";
import {
  llmPerfBaseName,
  llmPerfResponse,
  type LlmPerfSettings,
  LlmPerfTotals,
} from "../results/llmperf.ts";
import { type ExportedFile, type ExportedRun, measured, refuseEmpty } from "./exported_run.ts";

/**
 * LLMPerf's `<name>_summary.json` and `<name>_individual_responses.json`, by its own definitions.
 *
 * @throws {RangeError} for a run without answers
 */
export function exportLlmPerf(run: ExportedRun): ExportedFile[] {
  refuseEmpty(run);
  const settings = settingsOf(run);
  const totals = new LlmPerfTotals();
  const responses = measured(run).map(llmPerfResponse);
  for (const response of responses) totals.add(response);
  const unixS = Math.floor(Date.parse(run.ended_at ?? run.started_at) / 1000);
  const summary = totals.summary(
    settings,
    { ...run.metadata as Record<string, Json>, lapboard_run_id: run.id },
    run.statistics.throughput.window_s,
    unixS,
  );
  const name = llmPerfBaseName(settings);
  return [
    { name: `${name}_summary.json`, content: JSON.stringify(summary, null, 2) + "\n" },
    {
      name: `${name}_individual_responses.json`,
      content: JSON.stringify(responses, null, 2) + "\n",
    },
  ];
}

/** What the workload states, else what was measured: LLMPerf's file has no place for "unknown". */
function settingsOf({ model, plan, workload, statistics }: ExportedRun): LlmPerfSettings {
  const { input_tokens, output_tokens } = statistics.metrics;
  const stated = (name: string, measured: number | null) => {
    const value = workload[name];
    return typeof value === "number" ? value : Math.round(measured ?? 0);
  };
  return {
    model,
    meanInputTokens: stated("mean_input_tokens", input_tokens.mean),
    stddevInputTokens: stated("stddev_input_tokens", input_tokens.stddev),
    meanOutputTokens: stated("mean_output_tokens", output_tokens.mean),
    stddevOutputTokens: stated("stddev_output_tokens", output_tokens.stddev),
    numConcurrentRequests: typeof plan["concurrency"] === "number" ? plan["concurrency"] : 0,
    additionalSamplingParams: (plan["sampling_params"] ?? {}) as Record<string, Json>,
  };
}
