import { Command } from "commander";
import { addEndpointOptions, type EndpointOptions } from "./endpoint_options.ts";
import { jobHelp } from "./job_help.ts";
import { addLoadOptions, type LoadOptions } from "./load_options.ts";
import { ONE_LINE_REFUSAL } from "./one_line_refusal.ts";
import { addOutputOptions, type OutputOptions } from "./output_options.ts";
import { addPlanOptions, type PlanOptions } from "./plan_options.ts";
import { addWorkloadOptions, type WorkloadOptions } from "./workload_options.ts";

/** The `job` command's options, parsed and checked one by one. */
export interface JobOptions
  extends EndpointOptions, WorkloadOptions, LoadOptions, PlanOptions, OutputOptions {}

const GROUPS = [
  addEndpointOptions,
  addWorkloadOptions,
  addLoadOptions,
  addPlanOptions,
  addOutputOptions,
];

/**
 * The `job` command: flags, defaults, help. LLMPerf's flags keep their names. Its `parse` throws a
 * `CommanderError` instead of ending the process.
 */
export function jobCommand(): Command {
  const command = new Command("deno task job")
    .description(
      "Measure an endpoint: one run, or a plan of many (--plan). Every sample is stored, and the " +
        "figures are printed.",
    )
    .argument("[endpoint]", "an endpoint of the catalog, such as openai/gpt-4o-mini");
  for (const add of GROUPS) add(command);
  return command
    .addHelpText("after", jobHelp())
    .allowExcessArguments(false)
    .configureOutput(ONE_LINE_REFUSAL)
    .exitOverride();
}
