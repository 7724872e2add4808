import { Command, InvalidArgumentError } from "commander";
import process from "node:process";
import { jobFromOptions } from "../../jobs/cli/job_from_options.ts";
import { jobCommand, type JobOptions } from "../../jobs/cli/job_options.ts";
import { type ClosableSink, openStoreSink, resultsDirSink } from "../../jobs/cli/sinks.ts";
import { runBenchmark } from "../../jobs/run_benchmark.ts";
import { nowMs } from "../../jobs/wire/mod.ts";
import { peakRssBytes, rssBytes } from "./peak_rss.ts";
import { replay } from "./replay.ts";

/** How a run is fed and where its samples go. */
interface Flags {
  requests: number;
  events: number;
  store: boolean;
  resultsDir?: string;
  calibrate?: number;
}

const MIB = 1024 * 1024;

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  }
  return value;
}

const flags = new Command("bench/memory/main.ts")
  .description(
    "How much memory a run takes: the whole of a job but its network, fed with answers as fast as\n" +
      "it takes them. Prints one JSON object. Linux only.",
  )
  .option("--requests <n>", "answers", positive, 100_000)
  .option("--events <n>", "events with text in each", positive, 150)
  .option("--store", "store samples in the database (DATABASE_URL, else the embedded one)", false)
  .option("--calibrate <streams>", "calibrate before and after, as a job of so many does", positive)
  .option("--results-dir <dir>", "also write samples.jsonl and the rest there")
  .allowExcessArguments(false)
  .parse(process.argv).opts<Flags>();

const args = [
  ...["--url", "http://127.0.0.1:9/v1", "--model", "replayed", "--llm-api", "openai"],
  ...["--max-num-completed-requests", String(flags.requests), "--seed", "1"],
  ...["--num-concurrent-requests", String(flags.calibrate ?? 1)],
];
const command = jobCommand();
command.parse(args, { from: "user" });
const options = command.opts<JobOptions>();
const { job } = await jobFromOptions(undefined, options, args);

const baseBytes = await rssBytes();
const sinks: ClosableSink[] = [];
if (flags.resultsDir !== undefined) sinks.push(resultsDirSink(flags.resultsDir, job));
if (flags.store) sinks.push(await openStoreSink("measuring memory"));
const openedBytes = await rssBytes();
let done = 0;
let loadBytes = 0;
const startedMs = nowMs();
const outcome = await runBenchmark(job, {
  sinks,
  credential: () => ({ kind: "none" }),
  onSamples: (samples) => {
    done += samples.length;
    if (done === flags.requests) loadBytes = process.memoryUsage.rss();
  },
  signal: new AbortController().signal,
  now: () => new Date(),
  ...(flags.calibrate === undefined ? { calibrate: null } : {}),
  measure: replay(flags.events),
});
const seconds = (nowMs() - startedMs) / 1000;
for (const sink of sinks) await sink.close();
const mib = (bytes: number) => Math.round(bytes / MIB);
console.log(JSON.stringify({
  status: outcome.status,
  reason: outcome.reason,
  requests: outcome.statistics.counts.ok,
  gaps: outcome.statistics.metrics.itl_ms.n,
  seconds: Math.round(seconds),
  rss_mib: {
    at_start: mib(baseBytes),
    stores_open: mib(openedBytes),
    last_answer: mib(loadBytes),
    peak: mib(await peakRssBytes()),
  },
}));
