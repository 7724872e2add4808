/** One level of a sweep, as far as saturation is concerned. */
export interface SweepLevel {
  /** Rate of the requests that were planned, 1/s, or requests kept in flight. */
  level: number;
  /** Requests answered a second; null when none was. */
  achievedPerS: number | null;
  /** Open loops: see `backlogGrowth`; null where it cannot be known. */
  backlog: { growth: number; noise: number } | null;
}

/** Why a level is beyond what the provider can take. */
export type SaturationReason = "backlog grows" | "throughput no longer rises" | "no answers";

/** Share of the arrivals by which a backlog may grow before it counts. */
const BACKLOG_SHARE = 0.05;
/** A rise this many standard errors above 0 is not chance. */
const SURE = 3;
/** Throughput has to gain this share of what the level gained. */
const GAIN_SHARE = 0.1;

/**
 * Is the last of these levels beyond saturation? The rule, for levels in ascending order:
 *
 * - the backlog grows by more than 5 % of the requests offered, and by more than chance explains
 *   (3 standard errors): so a level slightly over the capacity needs a longer step to be seen; or
 * - throughput no longer rises: over the level before it gained less than a tenth of what a
 *   proportional gain would have been; or
 * - there were no answers.
 *
 * Where chance planned no more requests than at the level before, throughput is not compared.
 *
 * @returns the reason; null when the level is not saturated
 */
export function saturationOf(levels: readonly SweepLevel[]): SaturationReason | null {
  const last = levels.at(-1);
  if (last === undefined) return null;
  if (last.achievedPerS === null || last.achievedPerS === 0) return "no answers";
  const { backlog } = last;
  if (
    backlog !== null && backlog.growth > BACKLOG_SHARE && backlog.growth > SURE * backlog.noise
  ) return "backlog grows";
  const before = levels.at(-2);
  if (before === undefined || before.achievedPerS === null || before.level >= last.level) {
    return null;
  }
  const proportional = last.level / before.level - 1;
  const gained = last.achievedPerS / before.achievedPerS - 1;
  return gained < GAIN_SHARE * proportional ? "throughput no longer rises" : null;
}
