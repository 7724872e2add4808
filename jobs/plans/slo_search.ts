import { type Interval, risingCrossing } from "../metrics/mod.ts";

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
const WIDEST = 0.36;
const NARROWEST = 0.03;
/**
 * Runs are placed where the margin is expected to be so many standard deviations of a run from 0:
 * near, as the line is straight only there, but far enough to tell how it rises.
 */
const TELLING_NOISE = 1.5;
const LEAST_TELLING = 0.04;
const MOST_TELLING = 0.25;
/** Share of the window at whose ends runs are placed. */
const PLACED_AT = 0.6;
/**
 * Confidence of each interval on the way. The search stops at the first that is narrow enough, and so
 * favours those that are too narrow by chance; what it stops at is right in 95 of 100 searches
 * (docs/experiments.md).
 */
const CONFIDENCE = 0.97;
/** That of its two sides, standard normal. */
const NORMAL_QUANTILE = 2.17;
const ROUNDS_OF_CENTRING = 20;

/**
 * Searches the highest rate that meets objectives: the rate at which the mean margin of a run is 0.
 * A pure function of the probes made so far, in their order.
 *
 * 1. Bracket: doubles or halves from the start until one rate meets the objectives and one does not;
 *    where rates were tried several times, or contradict their order, their mean margin decides.
 * 2. Bisect the two, by ratio, until they are within 25 %. Single runs err, but only here.
 * 3. Confirm: repeated runs on either side of the crossing, in turns. A straight line through their
 *    margins, over the rate, gives the crossing, and Fieller's interval says how well it is known;
 *    runs at rates too far away to lie on that line are left out. Ends when that interval is as
 *    narrow as was asked for. A wrong bracket mends itself, as the window follows the crossing.
 */
export function searchSlo(probes: readonly Probe[], limits: SearchLimits): SearchState {
  const { minRatePerS, maxRatePerS } = limits;
  const within = (rate: number) => Math.min(maxRatePerS, Math.max(minRatePerS, rate));
  if (probes.length === 0) return unanswered(within(limits.startRatePerS), "nothing was tried yet");
  const points = probes.map(({ ratePerS, margin }) => ({ x: Math.log(ratePerS), y: margin }));
  const blocks = risingMeans(points);
  const low = blocks.findLast(({ y }) => y <= 0);
  const high = blocks.find(({ y }) => y > 0);
  const timesTried = (rate: number) => probes.filter(({ ratePerS }) => ratePerS === rate).length;
  if (low === undefined) {
    const lowest = Math.min(...probes.map(({ ratePerS }) => ratePerS));
    return lowest <= minRatePerS && timesTried(lowest) > 1
      ? unanswered(null, `the objectives are not met at ${minRatePerS}/s, the lowest rate allowed`)
      : unanswered(within(lowest / STRIDE), "no rate tried meets the objectives");
  }
  if (high === undefined) {
    const highest = Math.max(...probes.map(({ ratePerS }) => ratePerS));
    return highest >= maxRatePerS && timesTried(highest) > 1
      ? unanswered(
        null,
        `the objectives are still met at ${maxRatePerS}/s, the highest rate allowed`,
      )
      : unanswered(within(highest * STRIDE), "every rate tried meets the objectives");
  }
  if (high.from - low.to > Math.log(BRACKETED)) {
    return unanswered(Math.exp((low.to + high.from) / 2), "the two sides are still far apart");
  }
  // Where the step function of all runs crosses, as if it were drawn from block to block.
  const anchor = low.x + (high.x - low.x) * -low.y / (high.y - low.y);
  return confirm(points, anchor, limits, within);
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
  points: readonly Point[],
  anchor: number,
  { precision }: SearchLimits,
  within: (rate: number) => number,
): SearchState {
  const { centre, width, near, line } = fitNear(points, anchor);
  const rate = Math.exp(centre);
  // The centre is held near the anchor: an interval that a wild line led away holds it all the same.
  const interval: Interval | null = line === null || line.interval === null
    ? null
    : [Math.min(rate, Math.exp(line.interval[0])), Math.max(rate, Math.exp(line.interval[1]))];
  const off = interval === null
    ? Infinity
    : Math.max(interval[1] / rate - 1, 1 - interval[0] / rate);
  const confirmed = near.length >= MIN_RUNS && off <= precision;
  const above = near.filter(({ x }) => x > centre).length;
  const side = 2 * above > near.length ? -1 : 1;
  // As if the line's rise were known: the mean of runs narrows as the square root of their number.
  const runsNeeded = line === null
    ? null
    : Math.ceil((NORMAL_QUANTILE * line.noise / line.slope / precision) ** 2);
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
      : farReason(off, near.length, runsNeeded!),
  };
}

function farReason(off: number, runs: number, needed: number): string {
  return `the interval reaches ${(100 * off).toFixed(1)} % from the rate, with ${runs} runs` +
    (needed > runs ? `; about ${needed} are needed, or fewer longer ones` : "");
}

interface Point {
  x: number;
  y: number;
}

/**
 * The line through the runs near the crossing, and how near that is: the steeper the line, the
 * narrower the window, because a steep one bends sooner. The window may follow the line's crossing,
 * but stays where the rising step function of all runs crosses, so that no wild line leads it off.
 */
function fitNear(points: readonly Point[], anchor: number) {
  const within = (centre: number, width: number) =>
    points.filter(({ x }) => Math.abs(x - centre) <= width);
  const wide = lineThrough(within(anchor, WIDEST), anchor);
  const width = wide === null
    ? WIDEST
    : Math.min(WIDEST, Math.max(NARROWEST, tellingMargin(wide.noise) / PLACED_AT / wide.slope));
  let centre = anchor;
  let near = within(centre, width);
  let line = lineThrough(near, anchor, CONFIDENCE);
  for (let round = 0; round < ROUNDS_OF_CENTRING && line !== null; round++) {
    const from = centre;
    centre = Math.min(anchor + width / 2, Math.max(anchor - width / 2, line.x));
    if (centre === from) break;
    near = within(centre, width);
    line = lineThrough(near, anchor, CONFIDENCE);
  }
  return { centre, width, near, line };
}

/**
 * Fits over the rate itself, as a share of the anchor's: latencies rise ever faster, and bend less
 * over the rate than over its logarithm. The crossing and its interval are logarithms again.
 */
function lineThrough(points: readonly Point[], anchor: number, confidence?: number) {
  const line = risingCrossing(
    points.map(({ x, y }) => ({ x: Math.expm1(x - anchor), y })),
    confidence,
  );
  if (line === null) return null;
  const logarithm = (share: number) => anchor + Math.log1p(Math.max(-1, share));
  // One that reaches down to no load at all has no lower end.
  const interval: Interval | null = line.interval === null || line.interval[0] <= -1
    ? null
    : [logarithm(line.interval[0]), logarithm(line.interval[1])];
  return { ...line, x: logarithm(line.x), interval };
}

function tellingMargin(noise: number): number {
  return Math.min(MOST_TELLING, Math.max(LEAST_TELLING, TELLING_NOISE * noise));
}

/** Runs whose margins are taken together, between two rates. */
interface Block extends Point {
  from: number;
  to: number;
  runs: number;
}

/**
 * Means of the margins that are made to rise with the rate (isotonic regression by pooling adjacent
 * violators; Barlow and others, "Statistical Inference under Order Restrictions", 1972). It assumes
 * no shape but that more load is not better, and lets many runs outvote a single wild one.
 */
function risingMeans(points: readonly Point[]): Block[] {
  const blocks: Block[] = [];
  for (const { x, y } of [...points].sort((a, b) => a.x - b.x)) {
    let block: Block = { x, y, from: x, to: x, runs: 1 };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.to < block.from && last.y < block.y) break;
      blocks.pop();
      const runs = last.runs + block.runs;
      block = {
        x: (last.runs * last.x + block.runs * block.x) / runs,
        y: (last.runs * last.y + block.runs * block.y) / runs,
        from: last.from,
        to: block.to,
        runs,
      };
    }
    blocks.push(block);
  }
  return blocks;
}
