export { openResultsDir, type Results, type ResultsDir, writeResultsDir } from "./results_dir.ts";
export { ResultsDirError } from "./results_dir_error.ts";
export type { LlmPerfSettings } from "./llmperf.ts";
export type { RunOutcome } from "./run_json.ts";
