import { Command, Option } from "commander";
import { ApiError, readGroupReport, readRunReport } from "../api/mod.ts";
import { type Database, openDatabase } from "../db/client.ts";
import { createRunStore } from "../jobs/persist.ts";
import {
  type SampleEntry,
  sampleTable,
  stepTable,
  type Table,
  toCsv,
  toMarkdown,
  toParquet,
} from "../jobs/report/files.ts";
import { rates, share } from "../jobs/cli/option_values.ts";
import type { CapacityQuery, Report } from "../jobs/report/mod.ts";
import { readStylesheet, reportDocument } from "../web/report/mod.ts";
import { explain } from "./explain.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";
import { parseUuid } from "./parse_uuid.ts";
import { writeOutput } from "./write_output.ts";

const FORMATS = ["html", "md", "json", "csv", "parquet"] as const;
const TABLES = ["samples", "steps"] as const;

interface Options {
  format: (typeof FORMATS)[number];
  table?: (typeof TABLES)[number];
  output?: string;
  targetRate?: number[];
  headroom?: number;
}

const command = new Command("deno task report")
  .description(
    "Writes the report of a stored run or group: its conditions, the validation checklist, curves, " +
      "time series, distributions and all figures.",
  )
  .argument("<id>", "UUID of a run or a group", parseUuid)
  .addOption(
    new Option("--format <name>", "html and md for people, the others for programs")
      .choices(FORMATS).default("html"),
  )
  .addOption(
    new Option(
      "--table <name>",
      "what csv and parquet hold (default: samples of a run, steps of a group)",
    ).choices(TABLES),
  )
  .option(
    "--target-rate <list>",
    "groups: rates to say the capacity for, such as 50,200 (default: 1, 10 and 100 times what one " +
      "instance was found to serve)",
    rates,
  )
  .option(
    "--headroom <share>",
    "groups: of each instance kept free for peaks (default: 0.3)",
    share,
  )
  .option("--output <file>", "where to write it (default: standard output)")
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Examples:
  $ deno task report 1f0e6e0c-... --output report.html
  $ deno task report 1f0e6e0c-... --format md
  $ deno task report 9b2c11d4-... --target-rate 100,500 --headroom 0.4 --output capacity.html
  $ deno task report 1f0e6e0c-... --format parquet --table samples --output samples.parquet

Exit codes: 0 done, 2 wrong command or input.`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that is 2, as in every command.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = command.parse(args, { from: "user" }).opts<Options>();
  if (options.table && options.format !== "csv" && options.format !== "parquet") {
    console.error("error: --table goes with --format csv or parquet only");
    return 2;
  }
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, purpose: "deno task report" });
  try {
    const report = await readReport(db, command.args[0]!, {
      targetRatesPerS: options.targetRate ?? [],
      headroom: options.headroom ?? null,
    });
    if (report.capacity === null && (options.targetRate || options.headroom !== undefined)) {
      console.error(`error: there is no capacity to report: ${report.capacity_reason}`);
      return 2;
    }
    return await writeOutput(await render(db, report, options), options.output);
  } finally {
    await db.close();
  }
}

/** A run's or a group's report, whichever has that id. */
async function readReport(db: Database, id: string, capacity: CapacityQuery) {
  try {
    return await readRunReport(db, id);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "run_not_found")) throw error;
  }
  try {
    return await readGroupReport(db, id, capacity);
  } catch (error) {
    if (!(error instanceof ApiError && error.message.startsWith("there is no"))) throw error;
    throw new ApiError("not_found", `there is no run or group ${id} in the ${db.location}`);
  }
}

type ReportJson = Awaited<ReturnType<typeof readRunReport>>;

async function render(
  db: Database,
  report: ReportJson,
  { format, table }: Options,
): Promise<string | Uint8Array> {
  switch (format) {
    case "html":
      return reportDocument(report, await readStylesheet());
    case "md":
      return toMarkdown(report as Report);
    case "json":
      return JSON.stringify(report, null, 2) + "\n";
    case "csv":
      return toCsv(await tableOf(db, report, table));
    case "parquet":
      return toParquet(await tableOf(db, report, table));
  }
}

async function tableOf(db: Database, report: ReportJson, name: Options["table"]): Promise<Table> {
  const wanted = name ?? (report.subject === "run" ? "samples" : "steps");
  if (wanted === "steps") return stepTable(report.steps);
  const store = createRunStore(db);
  const entries: SampleEntry[] = [];
  for (const { run_id: runId } of report.steps) {
    for (const sample of await store.loadSamples(runId)) entries.push({ runId, sample });
  }
  return sampleTable(entries);
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    const line = error instanceof ApiError ? error.message : explain(error);
    if (line === null) throw error;
    console.error(`error: ${line}`);
    Deno.exitCode = 2;
  }
}
