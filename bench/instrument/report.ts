import type { Capacity } from "./capacity_search.ts";
import type { BenchClient, SkippedClient } from "./clients.ts";
import type { LIMITS } from "./disturbance.ts";
import type { Machine } from "./machine.ts";
import type { Scenario } from "./scenario.ts";
import type { Summary } from "./summarize.ts";
import type { Window } from "./window.ts";

/** Everything a run of the bench found. */
export interface Report {
  startedAt: string;
  endedAt: string;
  machine: Machine;
  /** How the run differs from an ideal one, one line each. */
  notes: string[];
  settings: {
    rounds: number;
    warmupMs: number;
    windowMs: number;
    truthServer: "c" | "simulated";
    pinned: boolean;
    clientCore: number;
    serverCore: number;
    keepDisturbed: boolean;
  };
  limits: typeof LIMITS;
  clients: BenchClient[];
  skipped: SkippedClient[];
  scenarios: Scenario[];
  summaries: Summary[];
  /** By client; null when capacity was not searched. */
  capacity: Record<string, Capacity> | null;
  windows: Window[];
}

/** The report as JSON, keys in snake_case. Client and scenario names are values and stay. */
export function reportJson(report: Report): string {
  return JSON.stringify(
    snakeKeys({
      ...report,
      clients: report.clients.map(({ name, about }) => ({ name, about })),
      capacity: report.capacity === null
        ? null
        : Object.entries(report.capacity).map(([client, found]) => ({ client, ...found })),
    }),
    null,
    1,
  );
}

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeCase(key), snakeKeys(inner)]),
  );
}

/** `eventErrorP50Ms` -> `event_error_p50_ms` */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
