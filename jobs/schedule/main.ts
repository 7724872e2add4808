import { type Database, openDatabase } from "../../db/client.ts";
import { DatabaseError } from "../../db/errors.ts";
import { CatalogError, type Endpoint, fillPlaceholders } from "../../providers/catalog/mod.ts";
import { watchLauncher } from "../confine/watch_launcher.ts";
import { resolveCredential, systemCredentials } from "../credentials/mod.ts";
import { createRunStore } from "../persist.ts";
import { runBenchmark } from "../run_benchmark.ts";
import { runDue, type Tally } from "./run_due.ts";
import {
  InputError,
  readCatalog,
  scheduleCommand,
  type ScheduleOptions,
} from "./schedule_options.ts";
import { chooseTransport, surroundingsOf, targetOf } from "../wire/mod.ts";
import { weeklyJob } from "./weekly_job.ts";

const DATA_DIR = ".lapboard";
const WORKLOAD_ID = "chat-550-150";

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = scheduleCommand.parse(args, { from: "user" }).opts<ScheduleOptions>();
  const endpoints = await readCatalog(options.catalog);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  const unwatch = watchLauncher(interrupt);
  try {
    log(`${endpoints.filter((endpoint) => endpoint.enabled).length} endpoints are enabled`);
    const { failed } = await pass(endpoints, options.region, stop.signal);
    if (!options.once) await keepLooking(endpoints, options.region, stop.signal);
    if (stop.signal.aborted) return 130;
    return failed > 0 ? 1 : 0;
  } finally {
    unwatch();
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
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

async function measure(db: Database, listed: Endpoint, region: string, signal: AbortSignal) {
  const endpoint = fillPlaceholders(listed, systemCredentials.env);
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
