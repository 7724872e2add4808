import { Command, InvalidArgumentError } from "commander";
import { openDatabase } from "../db/client.ts";
import { explain } from "./explain.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";
import { parsePort } from "./parse_port.ts";
import { startSite } from "./start_site.ts";
import { untilInterrupted } from "./until_interrupted.ts";

const DATA_DIR = ".lapboard";

const command = new Command("deno task serve")
  .description("Serves the leaderboard: pages at /, the JSON API at /api/v1/.")
  .option("--port <number>", "port to listen on; 0 takes a free one", parsePort, 8000)
  .option("--host <address>", "address to listen on; 0.0.0.0 lets other machines in", "127.0.0.1")
  .option(
    "--repository <url>",
    "the project on GitHub, where readers open issues (default: none, and no page links one)",
    parseRepository,
  )
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Environment:
  DATABASE_URL  postgres://USER:PASSWORD@HOST:5432/NAME; without it the embedded
                database in ${DATA_DIR}/ is used, which one process at a time may open

Examples:
  $ deno task serve
  $ deno task serve --port 3000
  $ deno task serve --repository https://github.com/OWNER/NAME
  $ DATABASE_URL=postgres://lapboard@localhost/lapboard deno task serve --host 0.0.0.0`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that means a failed run, and 2 is wrong input.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

function parseRepository(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.search !== "" || url.hash !== "") {
    throw new InvalidArgumentError("It must be an address such as https://github.com/OWNER/NAME.");
  }
  return url.href.replace(/\/+$/, "");
}

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const { port, host, repository } = command.parse(args, { from: "user" }).opts<
    { port: number; host: string; repository?: string }
  >();
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, dataDir: DATA_DIR, purpose: "deno task serve" });
  try {
    const site = await startSite({ db, port, host, repositoryUrl: repository ?? null });
    console.log(`Lapboard serves ${db.location} at ${site.url} (Ctrl-C ends it)`);
    // Lets requests in progress finish.
    await untilInterrupted();
    await site.stop();
    return 0;
  } finally {
    await db.close();
  }
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    const line = explain(error);
    if (line === null) throw error;
    console.error(`error: ${line}`);
    Deno.exit(2);
  }
}
