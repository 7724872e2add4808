import { Command } from "commander";
import { type Database, openDatabase } from "../db/client.ts";
import { startProgress } from "../jobs/cli/progress.ts";
import type { Job } from "../jobs/job.ts";
import { createRunStore } from "../jobs/persist.ts";
import { runBenchmark } from "../jobs/run_benchmark.ts";
import { createChatWorkload } from "../jobs/workloads/mod.ts";
import { startSimulatedProviderWorker } from "../providers/simulated/mod.ts";
import { DEMO_PROVIDERS, demoEndpoint, type DemoProvider } from "./demo_endpoints.ts";
import { explain } from "./explain.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";
import { parsePort } from "./parse_port.ts";
import { startSite } from "./start_site.ts";
import { untilInterrupted } from "./until_interrupted.ts";

/** The least number of requests that certifies a P90 (docs/METHODOLOGY.md). */
const REQUESTS = 64;
const CONCURRENCY = 12;
const CHECKS = 12;
const SEED = 7;

interface Options {
  port: number;
  once: boolean;
}

const command = new Command("deno task demo")
  .description(
    "Starts three simulated providers, measures each with the headline workload, stores every " +
      "sample and serves the board. No key and no configuration needed.",
  )
  .option("--port <number>", "port of the board; 0 takes a free one", parsePort, 8000)
  .option("--once", "end after measuring", false)
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Examples:
  $ deno task demo
  $ deno task demo --port 3000
  $ deno task demo --once`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that means a failed run, and 2 is wrong input.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const { port, once } = command.parse(args, { from: "user" }).opts<Options>();
  const stop = new AbortController();
  const interrupted = untilInterrupted().then(() => stop.abort());
  const databaseUrl = Deno.env.get("DATABASE_URL") ?? null;
  const db = await openDatabase({ databaseUrl, purpose: "deno task demo" });
  try {
    // Started first, so that a port that is taken is known before a minute of measuring.
    const site = once ? null : await startSite({ db, port });
    try {
      let failed = 0;
      for (const provider of DEMO_PROVIDERS) {
        if (stop.signal.aborted) break;
        failed += await measure(provider, db, stop.signal) ? 0 : 1;
      }
      if (stop.signal.aborted) return 130;
      if (site !== null) {
        console.log(`\nThe board is at ${site.url} (Ctrl-C ends it)`);
        await interrupted;
      }
      return failed > 0 ? 1 : 0;
    } finally {
      await site?.stop();
    }
  } finally {
    await db.close();
  }
}

/** Measures one simulated provider. @returns whether any request succeeded */
async function measure(
  provider: DemoProvider,
  db: Database,
  signal: AbortSignal,
): Promise<boolean> {
  const simulated = await startSimulatedProviderWorker(provider.behaviour);
  const progress = startProgress(REQUESTS, provider.slug.padEnd(10));
  try {
    const outcome = await runBenchmark(demoJob(provider, simulated.baseUrl), {
      sinks: [createRunStore(db)],
      credential: () => ({ kind: "none" }),
      onSamples: (samples) => progress.add(samples),
      signal,
      now: () => new Date(),
    });
    return outcome.status === "complete";
  } finally {
    progress.stop();
    await simulated.stop();
  }
}

function demoJob(provider: DemoProvider, baseUrl: string): Job {
  return {
    endpoint: demoEndpoint(provider, baseUrl),
    workload: createChatWorkload({ seed: SEED, cachePolicy: "cold" }),
    seed: SEED,
    plan: { kind: "closed_loop", concurrency: CONCURRENCY },
    maxRequests: REQUESTS,
    warmupRequests: 0,
    warmupMs: 0,
    stopAfterMs: 30_000,
    timeouts: { connectMs: 5000, firstByteMs: 10_000, stallMs: 5000, totalMs: 20_000 },
    checkCount: CHECKS,
    stream: true,
    samplingParams: {},
    headers: {},
    transport: { transport: "raw", reason: "the default" },
    workers: 1,
    region: "local",
    command: "deno task demo --once",
    metadata: { demo: true },
  };
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
