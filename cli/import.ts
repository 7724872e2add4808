import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Command, Option } from "commander";
import { openDatabase } from "../db/client.ts";
import {
  type Format,
  FORMATS,
  importedRun,
  ImportError,
  importFile,
  MAX_FILE_BYTES,
  TOOL_NAMES,
} from "../jobs/interchange/mod.ts";
import { createRunStore } from "../jobs/persist.ts";
import { explain } from "./explain.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";

interface Options {
  format?: Format;
  json: boolean;
}

const command = new Command("deno task import")
  .description(
    "Stores the runs in another tool's result file, marked as imported and never ranked. The " +
      "tool's own figures are kept beside those that are near enough to ours (docs/crosswalk.md).",
  )
  .argument("<file>", "result file of LLMPerf, vllm bench serve, GenAI-Perf, AIPerf, llm-optimizer")
  .addOption(
    new Option("--format <tool>", "whose file it is (default: found out)").choices(FORMATS),
  )
  .option("--json", "print the stored runs as one JSON object on stdout", false)
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Examples:
  $ deno task import openai-chat-infqps-model-20261118-093000.json
  $ deno task import profile_export_aiperf.json

Exit codes: 0 done, 2 wrong command or input: nothing is stored.`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that is 2, as in every command.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = command.parse(args, { from: "user" }).opts<Options>();
  const path = command.args[0]!;
  const bytes = await readBounded(path);
  const fileName = basename(path);
  // All of the file is checked before any of it is stored.
  const results = importFile(decode(bytes, fileName), fileName, options.format ?? null);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, purpose: "deno task import" });
  try {
    const store = createRunStore(db);
    const runs = [];
    for (const result of results) {
      const note = { fileName, sha256, importedAt: new Date(), runId: crypto.randomUUID() };
      const { record, end } = importedRun(result, note);
      await store.startRun(record);
      await store.appendSamples(record.id, result.samples);
      await store.finishRun(record.id, end);
      runs.push({
        run_id: record.id,
        tool: TOOL_NAMES[result.format],
        endpoint_id: record.endpoint.id,
        samples: result.samples.length,
      });
    }
    console.log(options.json ? JSON.stringify({ runs }) : runs.map(inWords).join("\n"));
    return 0;
  } finally {
    await db.close();
  }
}

function inWords(run: { run_id: string; tool: string; samples: number }): string {
  return `run ${run.run_id}  imported from ${run.tool}, ` +
    (run.samples === 0 ? "totals only" : `${run.samples} requests`) + ", never ranked";
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) throw new ImportError(`${path} is not a file`);
    if (size > MAX_FILE_BYTES) {
      throw new ImportError(`${path} has ${size} bytes; at most ${MAX_FILE_BYTES} are read`);
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const what = (error as Error).message.replace(/ \(os error .*$/s, "");
    throw new ImportError(`cannot read ${path}: ${what}`, { cause: error });
  }
}

function decode(bytes: Uint8Array, fileName: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ImportError(`${fileName} is not UTF-8 text`, { cause });
  }
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    const line = error instanceof ImportError ? error.message : explain(error);
    if (line === null) throw error;
    console.error(`error: ${line}`);
    Deno.exitCode = 2;
  }
}
