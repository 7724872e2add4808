import { type Goodput, goodput, type RunStatistics } from "./metrics/mod.ts";
import type { Sample } from "./samples/mod.ts";
import { evaluateSlo, parseSlo, requestMeets, type SloResult } from "./slo/mod.ts";

/**
 * What objectives add to a run: the verdict on each, and the requests that met all. Keys are those
 * of the JSON.
 */
export interface RunObjectives {
  slo: SloResult;
  goodput: Goodput;
}

/** Holds a run against objectives, as `formatSlo` writes them. */
export function runObjectives(
  expression: string,
  { statistics, samples }: { statistics: RunStatistics; samples: readonly Sample[] },
): RunObjectives {
  const slo = parseSlo(expression);
  return { slo: evaluateSlo(slo, statistics), goodput: goodput(samples, requestMeets(slo)) };
}
