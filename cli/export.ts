import { Command, Option } from "commander";
import { join } from "node:path";
import { ApiError, readRun } from "../api/mod.ts";
import { type Database, openDatabase } from "../db/client.ts";
import { getGroup } from "../db/queries/get_group.ts";
import { listGroupRuns } from "../db/queries/list_group_runs.ts";
import { exportRun, type Format, FORMATS } from "../jobs/interchange/mod.ts";
import type { RunStatistics } from "../jobs/metrics/mod.ts";
import { createRunStore } from "../jobs/persist.ts";
import { explain } from "./explain.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";
import { parseUuid } from "./parse_uuid.ts";
import { writeOutput } from "./write_output.ts";

interface Options {
  format: Format;
  output?: string;
}

const command = new Command("deno task export")
  .description(
    "Writes a stored run as another tool would have written it, by that tool's own definitions " +
      "(docs/crosswalk.md says how they differ).",
  )
  .argument("<run>", "UUID of a run", parseUuid)
  .addOption(
    new Option("--format <tool>", "whose form").choices(FORMATS).makeOptionMandatory(),
  )
  .option(
    "--output <dir>",
    "directory for the files, named as the tool names them (default: the first to standard output)",
  )
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Examples:
  $ deno task export 1f0e6e0c-... --format vllm
  $ deno task export 1f0e6e0c-... --format aiperf --output artifacts/

Exit codes: 0 done, 2 wrong command or input.`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that is 2, as in every command.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const { format, output } = command.parse(args, { from: "user" }).opts<Options>();
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, purpose: "deno task export" });
  try {
    const run = await readRun(db, command.args[0]!).catch((error) => refuseGroup(db, error));
    if (run.statistics === null) {
      throw new RangeError(`run ${run.id} has not ended, so there is nothing to export`);
    }
    const files = exportRun({
      ...run,
      model: run.endpoint.model,
      protocol: run.endpoint.protocol,
      hosting: run.endpoint.hosting,
      statistics: run.statistics as RunStatistics,
      samples: await createRunStore(db).loadSamples(run.id),
    }, format);
    if (output === undefined) return await writeOutput(files[0]!.content, undefined);
    await Deno.mkdir(output, { recursive: true });
    for (const { name, content } of files) {
      const code = await writeOutput(content, join(output, name));
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    await db.close();
  }
}

/** Of a group's runs, so many are named in the line that refuses it. */
const NAMED_RUNS = 3;

/** @throws {RangeError} in one line, when the id is a group's; else what was thrown */
async function refuseGroup(db: Database, error: unknown): Promise<never> {
  const id = command.args[0]!;
  if (!(error instanceof ApiError) || await getGroup(db, id) === null) throw error;
  const runs = await listGroupRuns(db, id);
  const named = runs.slice(0, NAMED_RUNS).map(({ run }) => {
    const { label } = (run.step ?? {}) as { label?: string };
    return label === undefined ? run.id : `${run.id} (${label})`;
  });
  throw new RangeError(
    `${id} is a group, and one run is exported at a time: ` +
      (named.length === 0
        ? "it has no runs yet"
        : `name one of its ${runs.length}, such as ${named.join(", ")}; all are in ` +
          `deno task report ${id} --format csv`),
  );
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    const line = error instanceof ApiError || error instanceof RangeError
      ? error.message
      : explain(error);
    if (line === null) throw error;
    console.error(`error: ${line}`);
    Deno.exitCode = 2;
  }
}
