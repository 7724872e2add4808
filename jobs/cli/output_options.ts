import type { Command } from "commander";
import type { Json } from "../../providers/protocols/protocol.ts";
import { pairs } from "./option_values.ts";

/** What becomes of the figures, and what is noted beside them. */
export interface OutputOptions {
  json: boolean;
  quiet: boolean;
  resultsDir?: string;
  store: boolean;
  region: string;
  metadata: Record<string, Json>;
}

/** Adds the flags of {@link OutputOptions} to a command, under a heading of their own. */
export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .option("--json", "print one JSON object on stdout, all else on stderr", false)
    .option("--quiet", "no progress: only the figures, and errors", false)
    .option("--results-dir <dir>", "also write LLMPerf's two files, run.json and samples.jsonl")
    .option("--no-store", "leave the database alone")
    .option("--region <label>", "where this client stands", "local")
    .option("--metadata <pairs>", "facts to keep with the run: key=value,key=value", pairs, {});
}
