import { Command } from "commander";
import { ONE_LINE_REFUSAL } from "../cli/one_line_refusal.ts";
import { type Endpoint, loadCatalog } from "../../providers/catalog/mod.ts";

/** The command line is wrong; the message says how to mend it. */
export class InputError extends Error {}

/** The `schedule` command's options. */
export interface ScheduleOptions {
  once: boolean;
  region: string;
  catalog?: string;
}

/** Its `parse` ends the process when the command line is wrong. */
export const scheduleCommand = new Command("deno task schedule")
  .description("Measures every enabled endpoint of the catalog once per ISO week (UTC).")
  .option("--once", "measure what is due now, then end", false)
  .option(
    "--region <label>",
    "where this client stands; each region has a calendar of its own",
    "local",
  )
  .option("--catalog <dir>", "folder of catalog files (default: the one that comes with Lapboard)")
  .allowExcessArguments(false)
  .configureOutput(ONE_LINE_REFUSAL)
  .addHelpText(
    "after",
    `
It looks for due endpoints at the start and every ten minutes. An endpoint whose key is not set is
skipped until it is. Any number of schedulers may share one Postgres.

Environment:
  DATABASE_URL  postgres://USER:PASSWORD@HOST:5432/NAME; without it the embedded
                database in .lapboard/ is used, which one process at a time may open
  ..._API_KEY   the keys that the catalog names (deno task job --help says what they may hold)

Examples:
  $ OPENAI_API_KEY=... deno task schedule --once
  $ DATABASE_URL=postgres://lapboard@localhost/lapboard deno task schedule --region eu-west
  $ deno task schedule --catalog ./my-endpoints

Exit codes: 0 done, 1 a measurement failed (with --once), 2 wrong command or input, 130 interrupted
(finished samples are kept).`,
  )
  // Commander ends with 1 for wrong input; here that means a failed run, and 2 is wrong input.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** @throws {InputError} when the folder is not there */
export async function readCatalog(dir: string | undefined): Promise<Endpoint[]> {
  try {
    return await loadCatalog(dir);
  } catch (error) {
    if (dir === undefined || !(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(`the catalog folder ${dir} does not exist; give one with *.yaml files`);
  }
}
