import { quantile } from "../../jobs/metrics/mod.ts";
import type { Figures, Window } from "./window.ts";

/** A figure over the kept windows of a client under a load. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** What is reported of a client under a load. */
export interface Summary {
  client: string;
  scenario: string;
  /** Windows the figures come from. */
  kept: number;
  /** Windows that were disturbed and do not count. */
  thrownAway: number;
  /** What went wrong in windows the client itself spoilt. */
  failures: string[];
  /** Null where no window was kept, or no kept window could say. */
  figures: Record<keyof Figures, Spread | null>;
}

const NAMES: readonly (keyof Figures)[] = [
  "eventErrorP50Ms",
  "eventErrorP99Ms",
  "ttftErrorP50Ms",
  "ttftErrorP99Ms",
  "latenessP50Ms",
  "latenessP99Ms",
  "eventsPerS",
  "requestsPerS",
  "cpuUsPerEvent",
  "cpuUsPerRequest",
  "afterUsPerEvent",
  "cpuShare",
  "peakRssMib",
];

/** Whether a window's figures count. */
export function isKept(window: Window, keepDisturbed: boolean): boolean {
  if (window.failure !== null || window.figures === null) return false;
  return keepDisturbed || window.disturbances.length === 0;
}

/** Median, least and greatest of each figure over the windows of one client under one load. */
export function summarize(
  client: string,
  scenario: string,
  windows: readonly Window[],
  keepDisturbed: boolean,
): Summary {
  const own = windows.filter((each) => each.client === client && each.scenario === scenario);
  const kept = own.filter((window) => isKept(window, keepDisturbed));
  const failures = own.map(({ failure }) => failure).filter((failure) => failure !== null);
  const figures = Object.fromEntries(
    NAMES.map((name) => [name, spreadOf(kept.map((window) => window.figures![name]))]),
  ) as Summary["figures"];
  return {
    client,
    scenario,
    kept: kept.length,
    thrownAway: own.length - kept.length - failures.length,
    failures: [...new Set(failures)],
    figures,
  };
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (sorted.length === 0) return null;
  return { median: quantile(sorted, 0.5), min: sorted[0]!, max: sorted.at(-1)! };
}
