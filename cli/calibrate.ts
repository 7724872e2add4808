import Table from "cli-table3";
import { Command, InvalidArgumentError, Option } from "commander";
import { calibrate, type CalibrationResult } from "../jobs/calibration/mod.ts";
import { defaultWorkers } from "../jobs/loadgen/mod.ts";
import { judgeErrors } from "../jobs/quality/mod.ts";
import { surroundingsOf, targetOf, type Transport, TRANSPORTS } from "../jobs/wire/mod.ts";
import { ONE_LINE_REFUSAL } from "../jobs/cli/one_line_refusal.ts";
import { untilInterrupted } from "./until_interrupted.ts";

const MAX_CONCURRENCY = 1024;
const USUAL_ITL_MS = 20;

interface Options {
  concurrency: number[];
  transport: Transport[];
  workers?: number;
  seconds: number;
  json: boolean;
}

const command = new Command("deno task calibrate")
  .description(
    "Measures how late this machine's client sees events: a simulated provider on this machine " +
      `sends tokens every ${USUAL_ITL_MS} ms and notes when, and the client measures it as it ` +
      "would an endpoint. Nothing leaves the machine.",
  )
  .addOption(
    new Option("--concurrency <list>", "streams in flight, one load after the other")
      .argParser(loads).default([1, 16, 64, 256], "1,16,64,256"),
  )
  .addOption(
    new Option("--transport <name>", "how bytes are carried, repeatable")
      .argParser(transport).default([], "all that work here"),
  )
  .option("--workers <n>", "measuring threads (default: as streams and cores allow)", workers)
  .option("--seconds <s>", "how long each load lasts, half of it to warm up", seconds, 2)
  .option("--json", "print the figures as JSON on stdout, all else on stderr", false)
  .allowExcessArguments(false)
  .addHelpText(
    "after",
    `
Examples:
  $ deno task calibrate
  $ deno task calibrate --concurrency 8,32 --transport raw
  $ deno task calibrate --transport raw --transport ffi --json

Exit codes: 0 done, 1 a load could not be measured, 2 wrong command or input, 130 interrupted.`,
  )
  .configureOutput(ONE_LINE_REFUSAL)
  // Commander ends with 1 for wrong input; here that means a failed measurement, and 2 is wrong input.
  .exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : 2));

/** Runs the command. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = command.parse(args, { from: "user" }).opts<Options>();
  const transports = await availableTransports(options.transport);
  const stop = new AbortController();
  untilInterrupted().then(() => stop.abort());
  const results: CalibrationResult[] = [];
  for (const transport of transports) {
    for (const concurrency of options.concurrency) {
      console.error(`${transport}: ${streams(concurrency)} ...`);
      const result = await calibrate({
        kind: "closed_loop",
        concurrency,
        itlMs: USUAL_ITL_MS,
        durationMs: options.seconds * 1000,
        transport,
        workers: options.workers ??
          defaultWorkers({ kind: "closed_loop", concurrency }, navigator.hardwareConcurrency),
        signal: stop.signal,
      });
      if (stop.signal.aborted) return 130;
      if (result.discardedReason !== null) {
        console.error(`error: ${transport}, ${streams(concurrency)}: ${result.discardedReason}`);
      }
      results.push(result);
    }
  }
  console.log(options.json ? JSON.stringify(asJson(results)) : asTable(results));
  return results.some(({ discardedReason }) => discardedReason !== null) ? 1 : 0;
}

/** What was asked for, or all that work here. */
async function availableTransports(asked: readonly Transport[]): Promise<readonly Transport[]> {
  const { ffiObstacle } = await surroundingsOf(targetOf(new URL("http://127.0.0.1")), []);
  if (asked.includes("ffi") && ffiObstacle !== null) {
    command.error(`error: the transport ffi cannot be used: ${ffiObstacle}`);
  }
  if (asked.length > 0) return [...new Set(asked)];
  if (ffiObstacle !== null) console.error(`ffi is left out: ${ffiObstacle}`);
  return TRANSPORTS.filter((each) => each !== "ffi" || ffiObstacle === null);
}

/** `{transport: {concurrency: figures}}` */
function asJson(results: readonly CalibrationResult[]) {
  const byTransport: Record<string, Record<string, unknown>> = {};
  for (const { transport, concurrency, ...figures } of results) {
    const byConcurrency = byTransport[transport] ??= {};
    byConcurrency[String(concurrency)] = {
      event_error_ms: figures.eventErrorMs,
      ttft_error_ms: figures.ttftErrorMs,
      events_per_s: figures.eventsPerS === null ? null : Math.round(figures.eventsPerS),
    };
  }
  return byTransport;
}

function asTable(results: readonly CalibrationResult[]): string {
  const table = new Table({
    style: { head: [], border: [] },
    head: [
      "transport",
      "streams",
      "threads",
      "events/s",
      "event error P50",
      "P99 (ms)",
      "TTFT error P50",
      "P99 (ms)",
      "a run here would be",
    ],
    colAligns: ["left", ...Array<"right">(7).fill("right"), "left"],
  });
  for (const result of results) {
    const { eventErrorMs, ttftErrorMs } = result;
    table.push([
      result.transport,
      result.concurrency,
      result.workers,
      result.eventsPerS === null ? "-" : result.eventsPerS.toFixed(0),
      milliseconds(eventErrorMs.p50),
      milliseconds(eventErrorMs.p99),
      milliseconds(ttftErrorMs.p50),
      milliseconds(ttftErrorMs.p99),
      result.discardedReason === null ? judgeErrors(eventErrorMs) : "not measured",
    ]);
  }
  const { hardwareConcurrency } = navigator;
  return [
    table.toString(),
    "event error: how long after it was sent the client saw an event. TTFT error: what measuring " +
    "adds to a",
    "time to first token; the simulated provider's own time to read a request is in it. The " +
    "provider shares",
    "this machine's CPU with the client, so these are upper bounds.",
    `${hardwareConcurrency} cores, ${Deno.build.os} ${Deno.build.arch}, Deno ${Deno.version.deno}`,
  ].join("\n");
}

function milliseconds(value: number | null): string {
  return value === null ? "-" : value.toFixed(3);
}

function streams(count: number): string {
  return count === 1 ? "1 stream" : `${count} streams`;
}

function loads(text: string): number[] {
  const values = text.split(",").map(Number);
  if (!values.every((n) => Number.isInteger(n) && n >= 1 && n <= MAX_CONCURRENCY)) {
    throw new InvalidArgumentError(
      `It must be whole numbers from 1 to ${MAX_CONCURRENCY}, such as 1,16.`,
    );
  }
  return [...new Set(values)];
}

function transport(name: string, earlier: Transport[]): Transport[] {
  const found = TRANSPORTS.find((each) => each === name);
  if (found === undefined) {
    throw new InvalidArgumentError(`It must be one of ${TRANSPORTS.join(", ")}.`);
  }
  return [...earlier, found];
}

function workers(text: string): number {
  return within(text, 1, 64, true);
}

function seconds(text: string): number {
  return within(text, 0.5, 60, false);
}

function within(text: string, min: number, max: number, whole: boolean): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new InvalidArgumentError(
      `It must be a ${whole ? "whole number" : "number"} from ${min} to ${max}.`,
    );
  }
  return value;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
