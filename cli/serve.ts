import { Command, InvalidArgumentError } from "commander";
import { DatabaseError } from "../db/errors.ts";
import { openDatabase } from "../db/client.ts";
import { type RunningSite, startSite } from "./start_site.ts";

const DATA_DIR = ".lapboard";

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("A port is a whole number from 0 to 65535; 0 takes a free one.");
  }
  return port;
}

const command = new Command("deno task serve")
  .description("Serves the leaderboard: pages at /, the JSON API at /api/v1/.")
  .option("--port <number>", "port to listen on; 0 takes a free one", parsePort, 8000)
  .option("--host <address>", "address to listen on; 0.0.0.0 lets other machines in", "127.0.0.1")
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
  $ DATABASE_URL=postgres://lapboard@localhost/lapboard deno task serve --host 0.0.0.0`,
  )
  // Commander ends with 1 for wrong input; here that means a failed run, and 2 is wrong input.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const { port, host } = command.parse(args, { from: "user" }).opts<
    { port: number; host: string }
  >();
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, dataDir: DATA_DIR, purpose: "deno task serve" });
  try {
    const site = await startSite({ db, port, host });
    console.log(`Lapboard serves ${db.location} at ${site.url} (Ctrl-C ends it)`);
    await untilInterrupted(site);
    return 0;
  } finally {
    await db.close();
  }
}

/** Waits for Ctrl-C or a polite kill, then lets requests in progress finish. */
async function untilInterrupted(site: RunningSite): Promise<void> {
  const interrupted = Promise.withResolvers<void>();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupted.resolve);
  await interrupted.promise;
  for (const signal of signals) Deno.removeSignalListener(signal, interrupted.resolve);
  await site.stop();
}

/** One line for what a user can mend; null for a bug of ours. */
function explain(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.message;
  if (error instanceof Deno.errors.AddrInUse) {
    return "the port is in use; give another with --port, or end what uses it";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "this machine does not have that --host address; use 127.0.0.1 or 0.0.0.0";
  }
  return error instanceof Deno.errors.PermissionDenied && error.message.includes("os error 13")
    ? "the system does not let you use that port; take one above 1023"
    : null;
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
