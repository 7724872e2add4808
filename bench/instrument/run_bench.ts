import { type Capacity } from "./capacity_search.ts";
import type { BenchClient, SkippedClient } from "./clients.ts";
import { LIMITS } from "./disturbance.ts";
import { describeMachine } from "./machine.ts";
import { measureCapacity } from "./measure_capacity.ts";
import type { BenchOptions } from "./options.ts";
import type { Report } from "./report.ts";
import { runRounds } from "./run_rounds.ts";
import { type BenchContext, runWindow } from "./run_window.ts";
import { type Scenario, SINGLE_SCENARIOS, steady } from "./scenario.ts";
import { summarize, type Summary } from "./summarize.ts";
import type { Window } from "./window.ts";

/** What is to be run. */
export interface Bench {
  options: BenchOptions;
  clients: BenchClient[];
  skipped: SkippedClient[];
  context: BenchContext;
  notes: string[];
  /** Called as each window ends. */
  onWindow: (window: Window) => void;
}

/** The loads that the options ask for and this machine can make. */
export function chooseScenarios(options: BenchOptions, context: BenchContext): Scenario[] {
  const singles = Object.entries(SINGLE_SCENARIOS)
    .filter(([part]) => (options.parts as string[]).includes(part))
    .map(([, scenario]) => scenario)
    .filter(({ tls }) => !tls || context.toolchain.tls);
  return [...(options.parts.includes("steady") ? options.concurrency.map(steady) : []), ...singles];
}

/** Runs every part and gathers what it found. */
export async function runBench(bench: Bench): Promise<Report> {
  const { options, clients, skipped, context, notes, onWindow } = bench;
  const startedAt = new Date().toISOString();
  const scenarios = chooseScenarios(options, context);
  const windows: Window[] = [];
  const measure = async (client: BenchClient, scenario: Scenario, round: number) => {
    const window = await runWindow(client, scenario, round, context);
    windows.push(window);
    onWindow(window);
    return window;
  };

  const summaries: Summary[] = [];
  for (const scenario of scenarios) {
    const able = clients.filter(({ tls, openLoop }) =>
      (tls || !scenario.tls) && (openLoop || scenario.ratePerS === null)
    );
    const byName = new Map(able.map((client) => [client.name, client]));
    await runRounds(
      [...byName.keys()],
      options,
      (name, round) => measure(byName.get(name)!, scenario, round),
    );
    for (const { name } of able) {
      summaries.push(summarize(name, scenario.name, windows, options.keepDisturbed));
    }
  }

  let capacity: Record<string, Capacity> | null = null;
  if (options.parts.includes("capacity")) {
    capacity = {};
    for (const client of clients) {
      capacity[client.name] = await measureCapacity(
        client,
        summaries,
        options.keepDisturbed,
        (client, scenario) => measure(client, scenario, 0),
      );
    }
  }
  return {
    startedAt,
    endedAt: new Date().toISOString(),
    machine: await describeMachine(),
    notes,
    settings: {
      rounds: options.rounds,
      warmupMs: context.warmupMs,
      windowMs: context.windowMs,
      truthServer: context.toolchain.truthServer === null ? "simulated" : "c",
      pinned: context.pinning.pinned,
      clientCore: options.clientCore,
      serverCore: options.serverCore,
      keepDisturbed: options.keepDisturbed,
    },
    limits: LIMITS,
    clients,
    skipped,
    scenarios,
    summaries,
    capacity,
    windows,
  };
}
