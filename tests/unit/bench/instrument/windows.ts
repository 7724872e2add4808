import type { Figures, Window } from "../../../../bench/instrument/window.ts";

/** A window as the bench leaves it, made up. */
export function windowOf(
  parts: Partial<Window> & { values?: Partial<Figures> } = {},
): Window {
  const { values, ...rest } = parts;
  return {
    client: "a",
    scenario: "steady-64",
    round: 0,
    startedAt: "2026-01-01T00:00:00.000Z",
    failure: null,
    figures: {
      eventErrorP50Ms: 0.1,
      eventErrorP99Ms: 1,
      ttftErrorP50Ms: 0.2,
      ttftErrorP99Ms: 2,
      latenessP50Ms: null,
      latenessP99Ms: null,
      eventsPerS: 3200,
      requestsPerS: 20,
      cpuUsPerEvent: 30,
      cpuUsPerRequest: 4500,
      afterUsPerEvent: 4,
      cpuShare: 0.1,
      peakRssMib: 100,
      ...values,
    },
    surroundings: {
      stealShare: 0,
      otherCpuShare: 0,
      serverLatenessP99Ms: 0.1,
      clockStepUs: 0,
    },
    disturbances: [],
    ...rest,
  };
}
