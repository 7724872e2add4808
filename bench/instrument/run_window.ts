import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CA_FILE, startCTruthServer } from "./c_truth_server.ts";
import type { BenchClient } from "./clients.ts";
import type { ClientResult } from "./clients/client_lines.ts";
import { disturbances, type Surroundings } from "./disturbance.ts";
import { LineProcess } from "./line_process.ts";
import {
  type CoreUse,
  readCoreUse,
  readPeakRssMib,
  readThreadsCpuMs,
  readTotalCpuMs,
} from "./machine_use.ts";
import type { Pinning } from "./pinning.ts";
import type { Scenario } from "./scenario.ts";
import { startSimulatedTruth } from "./simulated_truth.ts";
import { decodeStamps } from "./stamps_file.ts";
import { compareTimes, type Comparison, latenessMs } from "./timing_errors.ts";
import type { Toolchain } from "./toolchain.ts";
import type { TruthSource } from "./truth_source.ts";
import type { Figures, Window } from "./window.ts";

/** What all windows of a run share. */
export interface BenchContext {
  toolchain: Toolchain;
  pinning: Pinning;
  /** Where processes write their times. */
  workDir: string;
  warmupMs: number;
  windowMs: number;
  signal: AbortSignal;
}

const READY_LIMIT_MS = 30_000;
/** A client that needs longer to catch up with what it was sent has fallen behind for good. */
const DRAIN_LIMIT_MS = 15_000;
const DONE_LIMIT_MS = 60_000;
/** So that load goes on until the window's end is marked. */
const LOAD_MARGIN_MS = 100;
const BODY = JSON.stringify({
  model: "sim",
  stream: true,
  max_tokens: 1000,
  messages: [{ role: "user", content: "Say as many words as you are told to." }],
});

/** The state of clocks and counters at one end of a window. */
interface Mark {
  unixMs: number;
  clientCpuMs: number;
  clientCore: CoreUse;
  serverCore: CoreUse;
}

/** The server's own failure, which no client is to be blamed for. */
class ServerFailure extends Error {}

async function ofServer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new ServerFailure(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Measures one client under one load, once. Only an interrupt throws; failures are data. */
export async function runWindow(
  client: BenchClient,
  scenario: Scenario,
  round: number,
  context: BenchContext,
): Promise<Window> {
  const window: Window = {
    client: client.name,
    scenario: scenario.name,
    round,
    startedAt: new Date().toISOString(),
    failure: null,
    figures: null,
    surroundings: null,
    disturbances: [],
  };
  try {
    const server = await ofServer(startServer(scenario, context));
    try {
      Object.assign(window, await measureClient(client, scenario, server, context));
    } finally {
      await server.stop();
    }
    window.disturbances = disturbances(window.surroundings!);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    if (error instanceof ServerFailure) window.disturbances = [error.message];
    else window.failure = error.message;
  }
  return window;
}

function startServer(scenario: Scenario, context: BenchContext): Promise<TruthSource> {
  const { toolchain, pinning, workDir, signal } = context;
  return toolchain.truthServer === null
    ? startSimulatedTruth(scenario, pinning, signal)
    : startCTruthServer(
      toolchain.truthServer,
      scenario,
      pinning,
      join(workDir, "truth.bin"),
      signal,
    );
}

async function measureClient(
  client: BenchClient,
  scenario: Scenario,
  server: TruthSource,
  context: BenchContext,
): Promise<Pick<Window, "failure" | "figures" | "surroundings">> {
  const { pinning, warmupMs, windowMs, signal } = context;
  const outFile = join(context.workDir, "client.bin");
  const loadSeconds = (warmupMs + windowMs + LOAD_MARGIN_MS) / 1000;
  const process = new LineProcess(
    client.name,
    pinning.on(pinning.cores.client, [
      ...client.command,
      ...[server.url, amountOf(scenario), String(loadSeconds), outFile, BODY],
      ...(scenario.tls ? [CA_FILE] : []),
    ]),
    signal,
    { DENO_NO_UPDATE_CHECK: "1" },
  );
  try {
    await process.expect("ready", READY_LIMIT_MS);
    await process.send("go");
    await sleep(warmupMs, undefined, { signal });
    const from = await readMark(process.pid, pinning);
    await ofServer(server.begin());
    await sleep(windowMs, undefined, { signal });
    const to = await readMark(process.pid, pinning);
    await ofServer(server.end());
    await process.expect("drained", DRAIN_LIMIT_MS);
    const drainedCpuMs = await readTotalCpuMs(process.pid);
    const peakRssMib = await readPeakRssMib(process.pid);
    const report: Omit<ClientResult, "requests"> = JSON.parse(
      await process.expect("done", DONE_LIMIT_MS),
    );
    const afterMs = await readTotalCpuMs(process.pid) - drainedCpuMs;
    await process.stop();

    const noted = decodeStamps(await Deno.readFile(outFile));
    const truth = await ofServer(server.truth());
    const span = { fromMs: from.unixMs, toMs: to.unixMs };
    const comparison = compareTimes(truth.requests, noted, span);
    const { ratePerS } = scenario;
    const { firstDueUnixMs } = report;
    const lateness = ratePerS === null
      ? null
      : latenessMs(noted, { ratePerS, firstDueUnixMs }, span);
    const allEvents = noted.reduce((sum, { eventsMs }) => sum + eventsMs.length, 0);
    return {
      failure: failureOf(report, comparison),
      figures: {
        ...figuresOf(comparison, from, to),
        latenessP50Ms: lateness?.p50 ?? null,
        latenessP99Ms: lateness?.p99 ?? null,
        afterUsPerEvent: allEvents === 0 ? null : afterMs * 1000 / allEvents,
        peakRssMib,
      },
      surroundings: {
        ...usesOfCores(from, to, pinning.pinned),
        serverLatenessP99Ms: truth.latenessP99Ms,
        clockStepUs: truth.clockStepUs,
      },
    };
  } finally {
    await process.stop();
  }
}

/** As clients are told it: requests in flight, or so many a second. */
function amountOf({ concurrency, ratePerS }: Scenario): string {
  return ratePerS === null ? String(concurrency) : `${ratePerS}/s`;
}

async function readMark(pid: number, { cores }: Pinning): Promise<Mark> {
  return {
    unixMs: Date.now(),
    clientCpuMs: await readThreadsCpuMs(pid),
    clientCore: await readCoreUse(cores.client),
    serverCore: await readCoreUse(cores.server),
  };
}

function failureOf(
  report: Omit<ClientResult, "requests">,
  { lost }: Comparison,
): string | null {
  const problems = [
    ...(report.failed > 0 ? [`${report.failed} requests failed`] : []),
    ...(report.misnumbered > 0 ? [`${report.misnumbered} events came out of order`] : []),
    ...(lost > 0 ? [`${lost} events were never reported`] : []),
  ];
  return problems.length === 0 ? null : problems.join(", ");
}

function figuresOf(
  { eventErrorMs, ttftErrorMs, events, requests }: Comparison,
  from: Mark,
  to: Mark,
): Omit<Figures, "afterUsPerEvent" | "peakRssMib" | "latenessP50Ms" | "latenessP99Ms"> {
  const windowMs = to.unixMs - from.unixMs;
  const cpuMs = to.clientCpuMs - from.clientCpuMs;
  return {
    eventErrorP50Ms: eventErrorMs?.p50 ?? null,
    eventErrorP99Ms: eventErrorMs?.p99 ?? null,
    ttftErrorP50Ms: ttftErrorMs?.p50 ?? null,
    ttftErrorP99Ms: ttftErrorMs?.p99 ?? null,
    eventsPerS: events * 1000 / windowMs,
    requestsPerS: requests * 1000 / windowMs,
    cpuUsPerEvent: events === 0 ? null : cpuMs * 1000 / events,
    cpuUsPerRequest: requests === 0 ? null : cpuMs * 1000 / requests,
    cpuShare: cpuMs / windowMs,
  };
}

function usesOfCores(
  from: Mark,
  to: Mark,
  pinned: boolean,
): Pick<Surroundings, "stealShare" | "otherCpuShare"> {
  const windowMs = to.unixMs - from.unixMs;
  const stolen = (side: "clientCore" | "serverCore") => to[side].stolenMs - from[side].stolenMs;
  const idleMs = to.clientCore.idleMs - from.clientCore.idleMs;
  const clientMs = to.clientCpuMs - from.clientCpuMs;
  const otherMs = windowMs - idleMs - stolen("clientCore") - clientMs;
  return {
    stealShare: Math.max(stolen("clientCore"), stolen("serverCore")) / windowMs,
    otherCpuShare: pinned ? Math.max(0, otherMs) / windowMs : null,
  };
}
