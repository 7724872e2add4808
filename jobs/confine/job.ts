import { CommanderError } from "commander";
import { CatalogError } from "../../providers/catalog/mod.ts";
import { againstFromOptions, endpointFromOptions } from "../cli/endpoint_from_options.ts";
import { EXIT } from "../cli/exit_codes.ts";
import { jobCommand, type JobOptions } from "../cli/job_options.ts";
import { UsageError } from "../cli/usage_error.ts";
import { commonReach } from "./common_reach.ts";
import { jobFiles } from "./job_files.ts";
import { permissionFlags } from "./permission_flags.ts";
import { runConfined } from "./run_confined.ts";
import { storedReach } from "./stored_reach.ts";

/** `deno task job`: reads from the command line what has to be reached, and measures with no more. */
async function main(args: string[]): Promise<number> {
  const command = jobCommand();
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
  }
  const options = command.opts<JobOptions>();
  const order = options.resume === undefined
    ? { ...options, endpoints: await endpointsOf(command.args[0], options) }
    : await storedReach(options.resume);
  const reach = commonReach(order.endpoints, {
    loopback: options.calibrate,
    nativeLibraries: order.transport === "ffi",
    ...jobFiles({ workload: order.workload, resultsDir: options.resultsDir }),
  });
  return await runConfined(new URL("../main.ts", import.meta.url), args, permissionFlags(reach));
}

async function endpointsOf(id: string | undefined, options: JobOptions) {
  if (options.listWorkloads) return [];
  const a = await endpointFromOptions(id, options);
  const { against } = options;
  return against === undefined ? [a] : [a, await againstFromOptions({ ...options, against }, a)];
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CatalogError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exitCode = EXIT.wrongInput;
  }
}
