import { CommanderError } from "commander";
import { chooseClients } from "./clients.ts";
import { withFigures } from "./docs_page.ts";
import { type BenchOptions, parseOptions } from "./options.ts";
import { preparePinning } from "./pinning.ts";
import { terminalTables } from "./print_tables.ts";
import { type Report, reportJson } from "./report.ts";
import { reportTables } from "./report_tables.ts";
import { repositoryFile } from "./repository_file.ts";
import { runBench } from "./run_bench.ts";
import { prepareToolchain } from "./toolchain.ts";
import type { Window } from "./window.ts";

const EXIT = { done: 0, failed: 1, wrongInput: 2, interrupted: 130 } as const;
const PAGE = "docs/instrument.md";
const PAGE_JSON = "bench/instrument/results/latest.json";

async function main(args: string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    console.error(`${error.message} (see --help)`);
    return EXIT.wrongInput;
  }
  if (Deno.build.os !== "linux") {
    console.error(`error: the bench reads Linux's /proc, and this is ${Deno.build.os}`);
    return EXIT.wrongInput;
  }
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  Deno.addSignalListener("SIGINT", onInterrupt);
  Deno.addSignalListener("SIGTERM", onInterrupt);
  const workDir = await Deno.makeTempDir({ prefix: "bench-instrument-" });
  try {
    const report = await run(options, workDir, interrupt.signal);
    console.log(`\n${terminalTables(reportTables(report))}`);
    if (options.json !== undefined) await Deno.writeTextFile(options.json, reportJson(report));
    if (options.docs) await writeDocs(report);
    return EXIT.done;
  } catch (error) {
    if (interrupt.signal.aborted) {
      console.error("interrupted: nothing was written");
      return EXIT.interrupted;
    }
    if (!(error instanceof RangeError)) throw error;
    console.error(`error: ${error.message}`);
    return EXIT.wrongInput;
  } finally {
    Deno.removeSignalListener("SIGINT", onInterrupt);
    Deno.removeSignalListener("SIGTERM", onInterrupt);
    await Deno.remove(workDir, { recursive: true });
  }
}

async function run(options: BenchOptions, workDir: string, signal: AbortSignal): Promise<Report> {
  const pinning = await preparePinning({ client: options.clientCore, server: options.serverCore });
  console.error("preparing the clients (compiles C, installs aiohttp) ...");
  const toolchain = await prepareToolchain(options.cacheDir);
  const { clients, skipped } = chooseClients(options.clients, toolchain);
  const notes = [
    ...toolchain.missing.map((what) => `Missing: ${what}`),
    ...(pinning.pinned
      ? []
      : ["Nothing is pinned to a core: taskset is missing, or the cores are"]),
    ...(options.clientCore === options.serverCore ? ["Client and server share a core"] : []),
  ];
  for (const { name, reason } of skipped) console.error(`LEFT OUT: ${name}, ${reason}`);
  for (const note of notes) console.error(`NOTE: ${note}`);
  return await runBench({
    options,
    clients,
    skipped,
    notes,
    context: {
      toolchain,
      pinning,
      workDir,
      warmupMs: options.warmup * 1000,
      windowMs: options.seconds * 1000,
      signal,
    },
    onWindow: (window) => console.error(progressLine(window)),
  });
}

function progressLine({ client, scenario, round, failure, figures, disturbances }: Window): string {
  const where = `${scenario.padEnd(16)} round ${round + 1}  ${client.padEnd(15)}`;
  if (failure !== null) return `${where} FAILED: ${failure}`;
  if (figures === null) return `${where} DISTURBED: ${disturbances.join(", ")}`;
  const { eventErrorP50Ms, eventErrorP99Ms, cpuUsPerEvent } = figures;
  const show = (value: number | null, digits: number) => value?.toFixed(digits) ?? "-";
  return `${where} P50 ${show(eventErrorP50Ms, 3)} ms, P99 ${show(eventErrorP99Ms, 2)} ms, ` +
    `${show(cpuUsPerEvent, 1)} us/event` +
    (disturbances.length > 0 ? `  DISTURBED: ${disturbances.join(", ")}` : "");
}

async function writeDocs(report: Report): Promise<void> {
  const page = repositoryFile(PAGE);
  await Deno.writeTextFile(repositoryFile(PAGE_JSON), reportJson(report));
  await Deno.writeTextFile(page, withFigures(await Deno.readTextFile(page), report));
  const formatting = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "-q", "--config", repositoryFile("deno.json"), page, repositoryFile(PAGE_JSON)],
  }).output();
  if (!formatting.success) throw new Error(`deno fmt failed on ${PAGE}`);
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
