import type { BenchClient } from "./clients.ts";
import { type Bracket, type Capacity, type Probe, searchCapacity } from "./capacity_search.ts";
import { LIMITS } from "./disturbance.ts";
import { nominalEventsPerS, type Scenario, steady } from "./scenario.ts";
import type { Summary } from "./summarize.ts";
import type { Window } from "./window.ts";

/** An event's time is of use while it is known this well, P99. */
export const CAPACITY_P99_MS = 5;
/** Less than this of the load that was meant to be is not holding it. */
const LEAST_LOAD_SHARE = 0.9;
const MAX_CONCURRENCY = 4096;
const MAX_PROBES = 5;
/** Windows a probe may take: one bad window may be bad luck. */
const WINDOWS_PER_PROBE = 2;

/**
 * The most events/s a client holds with P99 error within {@link CAPACITY_P99_MS}, beginning from
 * what the steady loads already said.
 */
export function measureCapacity(
  client: BenchClient,
  summaries: readonly Summary[],
  keepDisturbed: boolean,
  measure: (client: BenchClient, scenario: Scenario) => Promise<Window>,
): Promise<Capacity> {
  return searchCapacity(
    bracketOf(client.name, summaries),
    { maxConcurrency: MAX_CONCURRENCY, maxProbes: MAX_PROBES },
    async (concurrency) => {
      let last: Probe = { verdict: "unclear", eventsPerS: 0 };
      for (let i = 0; i < WINDOWS_PER_PROBE && last.verdict !== "held"; i++) {
        const scenario = steady(concurrency);
        const probe = judge(await measure(client, scenario), scenario, keepDisturbed);
        // A miss is not undone by a window that says nothing.
        if (probe.verdict !== "unclear" || last.verdict !== "missed") last = probe;
      }
      return last;
    },
  );
}

function judge(window: Window, scenario: Scenario, keepDisturbed: boolean): Probe {
  const { failure, figures, surroundings, disturbances } = window;
  // A server that is late itself is no judge, whoever else was on the machine.
  const serverLate = (surroundings?.serverLatenessP99Ms ?? 0) > LIMITS.serverLatenessP99Ms;
  if (serverLate || (disturbances.length > 0 && !keepDisturbed)) {
    return { verdict: "unclear", eventsPerS: 0 };
  }
  if (figures === null) {
    return { verdict: failure === null ? "unclear" : "missed", eventsPerS: 0 };
  }
  if (failure !== null) return { verdict: "missed", eventsPerS: figures.eventsPerS };
  const held = isHeld(figures.eventErrorP99Ms, figures.eventsPerS, scenario);
  return { verdict: held ? "held" : "missed", eventsPerS: figures.eventsPerS };
}

function isHeld(p99Ms: number | null, eventsPerS: number, scenario: Scenario): boolean {
  return p99Ms !== null && p99Ms <= CAPACITY_P99_MS &&
    eventsPerS >= LEAST_LOAD_SHARE * nominalEventsPerS(scenario);
}

/** What the steady loads say of a client's limits. */
export function bracketOf(client: string, summaries: readonly Summary[]): Bracket {
  const bracket: Bracket = { held: null, missed: null };
  const steadyOnes = summaries
    .filter((summary) => summary.client === client && /^steady-\d+$/.test(summary.scenario))
    .map((summary) => ({ summary, concurrency: Number(summary.scenario.split("-")[1]) }))
    .sort((a, b) => a.concurrency - b.concurrency);
  for (const { summary, concurrency } of steadyOnes) {
    const { eventErrorP99Ms, eventsPerS } = summary.figures;
    const known = eventsPerS !== null || summary.failures.length > 0;
    if (!known) continue;
    if (
      eventsPerS !== null &&
      isHeld(eventErrorP99Ms?.median ?? null, eventsPerS.median, steady(concurrency))
    ) {
      bracket.held = { concurrency, eventsPerS: eventsPerS.median };
      bracket.missed = null;
    } else bracket.missed ??= concurrency;
  }
  return bracket;
}
