import { tmpdir } from "node:os";
import { CommanderError } from "commander";
import { CatalogError } from "../../providers/catalog/catalog_error.ts";
import {
  againstFromOptions,
  endpointFromOptions,
  quickCatalogFor,
} from "../cli/endpoint_from_options.ts";
import { EXIT } from "../cli/exit_codes.ts";
import { headerVariables } from "../cli/headers_of.ts";
import { jobCommand, type JobOptions } from "../cli/job_options.ts";
import { UsageError } from "../cli/usage_error.ts";
import type { KeyedEndpoint } from "../credentials/credential_variables.ts";
import { commonReach } from "./common_reach.ts";
import { jobFiles } from "./job_files.ts";
import { runConfined } from "./run_confined.ts";
import { storedReach } from "./stored_reach.ts";

/*
 * Whoever waits for a measurement waits for this first, so it imports from files and not from the
 * doors of folders, and what takes long to load only where it is needed.
 */

/** What of a job says where it goes, and with what. */
interface Order {
  endpoints: KeyedEndpoint[];
  /** Environment variables that stand in the endpoints' base URLs. */
  variables: string[];
  workload?: string;
  transport?: string;
}

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
    ? await orderedNow(command.args[0], options)
    : await orderedBefore(options.resume);
  const { endpoints, variables, workload, transport } = order;
  const { readPaths, writePaths } = await jobFiles({ workload, resultsDir: options.resultsDir });
  const reach = commonReach({
    endpoints,
    loopback: options.calibrate,
    readPaths,
    // Where samples go that no database would take.
    writePaths: [...writePaths, tmpdir()],
    variables: [...variables, ...headerVariables(options.header)],
    nativeLibraries: transport === "ffi",
  });
  return await runConfined(new URL("../main.ts", import.meta.url), args, reach);
}

async function orderedNow(id: string | undefined, options: JobOptions): Promise<Order> {
  if (options.listWorkloads) return { endpoints: [], variables: [] };
  const variables: string[] = [];
  const sources = {
    env: (name: string) => {
      variables.push(name);
      return Deno.env.get(name);
    },
    catalogFor: quickCatalogFor,
  };
  const { against, workload, transport } = options;
  const a = await endpointFromOptions(id, options, sources);
  const b = against === undefined
    ? []
    : [await againstFromOptions({ ...options, against }, a, sources)];
  return {
    endpoints: [a, ...b],
    variables,
    ...workload === undefined ? {} : { workload },
    ...transport === undefined ? {} : { transport },
  };
}

/** A group that is gone on with: its base URLs are filled in the store, and once more by the job. */
async function orderedBefore(groupId: string): Promise<Order> {
  const { loadCatalog, placeholdersIn } = await import("../../providers/catalog/mod.ts");
  const [order, catalog] = await Promise.all([storedReach(groupId), loadCatalog()]);
  const listed = catalog.filter(({ id }) => order.endpoints.some((endpoint) => endpoint.id === id));
  return { ...order, variables: listed.flatMap(({ baseUrl }) => placeholdersIn(baseUrl)) };
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
