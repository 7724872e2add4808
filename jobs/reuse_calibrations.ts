import type { calibrate, CalibrationOptions, CalibrationResult } from "./calibration/mod.ts";

/** A calibration answers for runs that start or end so soon after it, ms. */
const GOOD_FOR_MS = 60_000;
/** Loads that differ by no more than this factor are taken as alike. */
const ALIKE = 1.5;

/**
 * Calibrates for the steps of a plan: each step has a calibration before and after it, but one made
 * within the last minute at much the same load need not be made again. So the many short steps of a
 * comparison cost two or three calibrations a minute, and long steps two each, as single runs do.
 * What was discarded is never used again.
 *
 * @param nowMs any steady clock, ms
 */
export function reuseCalibrations(
  make: typeof calibrate,
  nowMs: () => number,
): typeof calibrate {
  let made: { options: CalibrationOptions; result: CalibrationResult; atMs: number }[] = [];
  return async (options) => {
    made = made.filter(({ atMs }) => nowMs() - atMs <= GOOD_FOR_MS);
    const known = made.find((earlier) => answersFor(earlier.options, options));
    if (known !== undefined) return known.result;
    const result = await make(options);
    if (result.discardedReason === null) made.push({ options, result, atMs: nowMs() });
    return result;
  };
}

function answersFor(made: CalibrationOptions, wanted: CalibrationOptions): boolean {
  const alike = (a: number, b: number) => a <= b * ALIKE && b <= a * ALIKE;
  return made.kind === wanted.kind && made.transport === wanted.transport &&
    made.workers === wanted.workers && made.durationMs === wanted.durationMs &&
    alike(made.concurrency, wanted.concurrency) && alike(made.itlMs, wanted.itlMs);
}
