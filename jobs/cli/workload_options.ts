import type { Command } from "commander";
import type { Json } from "../../providers/protocols/protocol.ts";
import { HEADLINE_LENGTHS } from "../workloads/headline_lengths.ts";
import {
  jsonObject,
  nonNegative,
  nonNegativeInt,
  positive,
  positiveInt,
  seed,
} from "./option_values.ts";

/** What it is asked. */
export interface WorkloadOptions {
  /** Id or file; none of the four lengths below goes with it. */
  workload?: string;
  listWorkloads: boolean;
  timeScale?: number;
  meanInputTokens?: number;
  stddevInputTokens?: number;
  meanOutputTokens?: number;
  stddevOutputTokens?: number;
  seed?: number;
  additionalSamplingParams: Record<string, Json>;
  stream: boolean;
  checks?: number;
}

/** Adds the flags of {@link WorkloadOptions} to a command, under a heading of their own. */
export function addWorkloadOptions(command: Command): Command {
  return command
    .optionsGroup("Workload:")
    .option(
      "--workload <id|file>",
      "a workload by name, or a file of one, of prompts or of a trace",
    )
    .option("--list-workloads", "list the workloads by name, and end", false)
    .option("--time-scale <n>", "traces: gaps times this, 0.5 is twice as fast", positive)
    .option(
      "--mean-input-tokens <n>",
      `mean prompt length (default: ${HEADLINE_LENGTHS.meanInputTokens})`,
      positiveInt,
    )
    .option(
      "--stddev-input-tokens <n>",
      `its standard deviation (default: ${HEADLINE_LENGTHS.stddevInputTokens})`,
      nonNegative,
    )
    .option(
      "--mean-output-tokens <n>",
      `mean of the output limit (default: ${HEADLINE_LENGTHS.meanOutputTokens})`,
      positiveInt,
    )
    .option(
      "--stddev-output-tokens <n>",
      `its standard deviation (default: ${HEADLINE_LENGTHS.stddevOutputTokens})`,
      nonNegative,
    )
    .option("--seed <n>", "same seed: same prompts and lengths (default: random)", seed)
    .option(
      "--additional-sampling-params <json>",
      "extra body parameters, as a JSON object",
      jsonObject,
      {},
    )
    .option("--no-stream", "ask for one answer instead of a stream: no TTFT then")
    .option(
      "--checks <n>",
      "correctness questions to ask afterwards (default: 20 for catalog endpoints, else 0)",
      nonNegativeInt,
    );
}
