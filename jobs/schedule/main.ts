import { Command } from "commander";
import { type Database, openDatabase } from "../../db/client.ts";
import { DatabaseError } from "../../db/errors.ts";
import { CatalogError, type Endpoint, loadCatalog } from "../../providers/catalog/mod.ts";
import { resolveCredential, systemCredentials } from "../credentials/mod.ts";
import { createRunStore } from "../persist.ts";
import { runBenchmark } from "../run_benchmark.ts";
import { runDue, type Tally } from "./run_due.ts";
import { chooseTransport, surroundingsOf, targetOf } from "../wire/mod.ts";
import { weeklyJob } from "./weekly_job.ts";

const DATA_DIR = ".lapboard";
const WORKLOAD_ID = "chat-550-150";

/** The command line is wrong; the message says how to mend it. */
class InputError extends Error {}

interface Options {
  once: boolean;
  region: string;
  catalog?: string;
}

const command = new Command("deno task schedule")
  .description("Measures every enabled endpoint of the catalog once per ISO week (UTC).")
  .option("--once", "measure what is due now, then end", false)
  .option(
    "--region <label>",
    "where this client stands; each region has a calendar of its own",
    "local",
  )
  .option("--catalog <dir>", "folder of catalog files (default: the one that comes with Lapboard)")
  .allowExcessArguments(false)
  .showHelpAfterError("(--help lists every option)")
  .addHelpText(
    "after",
    `
It looks for due endpoints at the start and every ten minutes. An endpoint whose key is not set is
skipped until it is. Any number of schedulers may share one Postgres.

Environment:
  DATABASE_URL  postgres://USER:PASSWORD@HOST:5432/NAME; without it the embedded
                database in ${DATA_DIR}/ is used, which one process at a time may open
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

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = command.parse(args, { from: "user" }).opts<Options>();
  const endpoints = await readCatalog(options.catalog);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    log(`${endpoints.filter((endpoint) => endpoint.enabled).length} endpoints are enabled`);
    const { failed } = await pass(endpoints, options.region, stop.signal);
    if (!options.once) await keepLooking(endpoints, options.region, stop.signal);
    if (stop.signal.aborted) return 130;
    return failed > 0 ? 1 : 0;
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
}

async function readCatalog(dir: string | undefined): Promise<Endpoint[]> {
  try {
    return await loadCatalog(dir);
  } catch (error) {
    if (dir === undefined || !(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(`the catalog folder ${dir} does not exist; give one with *.yaml files`);
  }
}

/**
 * Measures what is due now. The database is open only as long as that takes: a server that was
 * away is found again, and the embedded one is free for others in between.
 */
async function pass(
  endpoints: readonly Endpoint[],
  region: string,
  signal: AbortSignal,
): Promise<Tally> {
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, dataDir: DATA_DIR, purpose: "deno task schedule" });
  try {
    return await runDue({
      db,
      now: () => new Date(),
      env: systemCredentials.env,
      endpoints,
      workloadId: WORKLOAD_ID,
      region,
      claimedBy: `${Deno.hostname()}:${Deno.pid}:${crypto.randomUUID()}`,
      measure: (endpoint) => measure(db, endpoint, region, signal),
      log,
      signal,
    });
  } finally {
    await db.close();
  }
}

async function measure(db: Database, endpoint: Endpoint, region: string, signal: AbortSignal) {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  const credential = await resolveCredential(endpoint, { ...systemCredentials, log });
  const target = targetOf(new URL(endpoint.baseUrl));
  const transport = chooseTransport(null, target, await surroundingsOf(target, []));
  const { record, status, reason } = await runBenchmark(
    weeklyJob(endpoint, seed, region, transport),
    {
      sinks: [createRunStore(db)],
      credential,
      onSamples: () => {},
      signal,
      now: () => new Date(),
    },
  );
  return { runId: record.id, status, reason };
}

/** Looks again at each tick until interrupted. A tick that comes while one is at work is left out. */
async function keepLooking(
  endpoints: readonly Endpoint[],
  region: string,
  signal: AbortSignal,
): Promise<void> {
  // A cron that starts aborted would never end.
  if (signal.aborted) return;
  log("looking again every ten minutes (Ctrl-C ends it)");
  await Deno.cron("weekly schedule", "*/10 * * * *", { signal }, async () => {
    try {
      await pass(endpoints, region, signal);
    } catch (error) {
      // A database that is away for a while must not end the schedule.
      if (!(error instanceof DatabaseError)) throw error;
      log(`error: ${error.message}`);
    }
  });
}

function log(line: string): void {
  console.error(`${new Date().toISOString()} ${line}`);
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    const expected = error instanceof DatabaseError || error instanceof CatalogError ||
      error instanceof InputError;
    if (!expected) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}
