import { exportAiperf } from "./export_aiperf.ts";
import { exportGenaiPerf } from "./export_genai_perf.ts";
import { exportLlmOptimizer } from "./export_llm_optimizer.ts";
import { exportLlmPerf } from "./export_llmperf.ts";
import { exportVllm } from "./export_vllm.ts";
import type { ExportedFile, ExportedRun } from "./exported_run.ts";
import type { Format } from "./formats.ts";

const EXPORTS: Readonly<Record<Format, (run: ExportedRun) => ExportedFile[]>> = {
  llmperf: exportLlmPerf,
  vllm: exportVllm,
  "genai-perf": exportGenaiPerf,
  aiperf: exportAiperf,
  "llm-optimizer": (run) => exportLlmOptimizer([run]),
};

/**
 * A run as another tool would have written it, by that tool's definitions.
 *
 * @throws {RangeError} in one line, for a run without answers
 */
export function exportRun(run: ExportedRun, format: Format): ExportedFile[] {
  return EXPORTS[format](run);
}
