import { type Crossing, type Interval, risingCrossing } from "../metrics/mod.ts";

/** A run of the search. */
export interface Probe {
  /** Rate offered, 1/s. */
  ratePerS: number;
  /** See `sloMargin`: above 0 the objectives were not met. */
  margin: number;
}

/** Where to search, and how precisely. */
export interface SearchLimits {
  startRatePerS: number;
  minRatePerS: number;
  maxRatePerS: number;
  /** Half the width of the interval that is good enough, as a share of the rate. */
  precision: number;
}

/** What the probes so far say of the highest rate. */
export interface SearchState {
  /** What to try next, 1/s; null when the answer is good enough, or lies outside the limits. */
  nextRatePerS: number | null;
  /** The rate at which the usual run stands on the limit, 1/s; null when it is not known. */
  maxRatePerS: number | null;
  /** Its 95 % interval, 1/s; null while it has no end. */
  interval: Interval | null;
  /** Runs the interval rests on. */
  runs: number;
  /** The interval is as narrow as was asked for. */
  confirmed: boolean;
  /** Why there is no answer, or why it is not confirmed; null when it is. */
  reason: string | null;
}

/** Runs at a wrong scale are a factor of this apart. */
const STRIDE = 2;
/** Bisection ends when the two sides are this close; single runs are too noisy to go on. */
const BRACKETED = 1.25;
/** Runs an interval rests on, at least. */
const MIN_RUNS = 8;
/** Logarithm of the rate: runs further than this from the crossing are not on its straight line. */
const WIDEST = 0.18;
const NARROWEST = 0.03;
/** Runs are placed where the margin is expected to be so far from 0: near, but telling the slope. */
const TELLING_MARGIN = 0.2;
/** Share of the window at whose ends runs are placed. */
const PLACED_AT = 0.6;
const ROUNDS_OF_CENTRING = 20;

/**
 * Searches the highest rate that meets objectives: the rate at which the mean margin of a run is 0.
 * A pure function of the probes made so far, in their order.
 *
 * 1. Bracket: doubles or halves from the start until one rate meets the objectives and one does not.
 * 2. Bisect the two, by ratio, until they are within 25 %. Single runs err, but only here.
 * 3. Confirm: repeated runs on either side of the crossing, in turns. A straight line through their
 *    margins, over the logarithm of the rate, gives the crossing, and Fieller's interval says how
 *    well it is known; runs at rates too far away to lie on that line are left out. Ends when that
 *    interval is as narrow as was asked for. A wrong bracket mends itself, as the window follows the
 *    crossing.
 */
export function searchSlo(probes: readonly Probe[], limits: SearchLimits): SearchState {
  const { minRatePerS, maxRatePerS } = limits;
  const within = (rate: number) => Math.min(maxRatePerS, Math.max(minRatePerS, rate));
  if (probes.length === 0) return unanswered(within(limits.startRatePerS), "nothing was tried yet");
  const met = probes.filter(({ margin }) => margin <= 0).map(({ ratePerS }) => ratePerS);
  const missed = probes.filter(({ margin }) => margin > 0).map(({ ratePerS }) => ratePerS);
  if (met.length === 0) {
    const lowest = Math.min(...missed);
    return lowest <= minRatePerS && missed.filter((rate) => rate === lowest).length > 1
      ? unanswered(null, `the objectives are not met at ${minRatePerS}/s, the lowest rate allowed`)
      : unanswered(within(lowest / STRIDE), "no rate tried meets the objectives");
  }
  if (missed.length === 0) {
    const highest = Math.max(...met);
    return highest >= maxRatePerS && met.filter((rate) => rate === highest).length > 1
      ? unanswered(null, `the objectives are still met at ${maxRatePerS}/s, the highest rate tried`)
      : unanswered(within(highest * STRIDE), "every rate tried meets the objectives");
  }
  const high = Math.min(...missed);
  const low = Math.max(...met.filter((rate) => rate < high), 0);
  if (low > 0 && high / low > BRACKETED) {
    return unanswered(Math.sqrt(low * high), "the two sides are still far apart");
  }
  return confirm(probes, limits, within);
}

function unanswered(nextRatePerS: number | null, reason: string): SearchState {
  return {
    nextRatePerS,
    maxRatePerS: null,
    interval: null,
    runs: 0,
    confirmed: false,
    reason,
  };
}

function confirm(
  probes: readonly Probe[],
  { precision }: SearchLimits,
  within: (rate: number) => number,
): SearchState {
  const points = probes.map(({ ratePerS, margin }) => ({ x: Math.log(ratePerS), y: margin }));
  const { centre, width, near, line } = fitAround(points, firstCentre(points));
  const interval: Interval | null = line === null || line.ci95 === null
    ? null
    : [Math.exp(line.ci95[0]), Math.exp(line.ci95[1])];
  const rate = Math.exp(centre);
  const off = interval === null
    ? Infinity
    : Math.max(interval[1] / rate - 1, 1 - interval[0] / rate);
  const confirmed = near.length >= MIN_RUNS && off <= precision;
  const above = near.filter(({ x }) => x > centre).length;
  const side = 2 * above > near.length ? -1 : 1;
  return {
    nextRatePerS: confirmed ? null : within(Math.exp(centre + side * PLACED_AT * width)),
    maxRatePerS: line === null ? null : rate,
    interval,
    runs: near.length,
    confirmed,
    reason: confirmed
      ? null
      : interval === null
      ? "the runs do not tell yet how the figures rise with the rate"
      : `the interval reaches ${(100 * off).toFixed(1)} % from the rate, with ${near.length} runs`,
  };
}

interface Point {
  x: number;
  y: number;
}

/** Halfway, by ratio, between the rates that divide met from missed with fewest runs amiss. */
function firstCentre(points: readonly Point[]): number {
  const rates = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  let best = { centre: rates[0]!, amiss: Infinity };
  for (let i = 0; i + 1 < rates.length; i++) {
    const centre = (rates[i]! + rates[i + 1]!) / 2;
    const amiss = points.filter(({ x, y }) => (x < centre) !== (y <= 0)).length;
    if (amiss < best.amiss) best = { centre, amiss };
  }
  return best.centre;
}

/**
 * Lets a window and the crossing of the line through the points in it follow each other. The steeper
 * the line, the narrower the window: a steep one bends sooner.
 */
function fitAround(points: readonly Point[], start: number) {
  let centre = start;
  let width = WIDEST;
  let near: readonly Point[] = [];
  let line: Crossing | null = null;
  for (let round = 0; round < ROUNDS_OF_CENTRING; round++) {
    near = points.filter(({ x }) => Math.abs(x - centre) <= width);
    line = risingCrossing(near);
    if (line === null) break;
    const from = centre;
    width = Math.min(WIDEST, Math.max(NARROWEST, TELLING_MARGIN / PLACED_AT / line.slope));
    // One wild line must not throw the window off all points.
    centre = Math.min(from + WIDEST, Math.max(from - WIDEST, line.x));
    if (Math.abs(centre - from) < 1e-6) break;
  }
  return { centre, width, near, line };
}
