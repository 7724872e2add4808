import { MIN_COMPARED_BLOCKS } from "../metrics/mod.ts";
import type { ComparePlan, FullPlan, Level, SloPlan, StepShape, SweepPlan } from "./plan_types.ts";

/** Of a search by itself, and of one that a sweep has begun. */
const MOST_SEARCH_STEPS = 40;
const MOST_FULL_SEARCH_STEPS = 24;
/** Tries 1, 2, 4, ... until one is saturated. */
const SWEPT_RATES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** A step of a minute, ten seconds of warm-up before it, Poisson arrivals, pauses of two seconds. */
export function defaultShape(seed: number): StepShape {
  return {
    length: { durationMs: 60_000 },
    warmupRequests: 0,
    warmupMs: 10_000,
    pauseMs: 2_000,
    arrival: "poisson",
    burstiness: 1,
    maxConcurrency: null,
    seed,
  };
}

/** A sweep over rates, by default 1, 2, 4, ... 256 a second. */
export function sweepOf(shape: StepShape, levels: Level[] = ratesOf(SWEPT_RATES)): SweepPlan {
  return { kind: "sweep", shape, levels, stopAtSaturation: true };
}

export function ratesOf(ratesPerS: readonly number[]): Level[] {
  return ratesPerS.map((ratePerS) => ({ kind: "rate", ratePerS }));
}

export function concurrenciesOf(concurrencies: readonly number[]): Level[] {
  return concurrencies.map((concurrency) => ({ kind: "concurrency", concurrency }));
}

/**
 * A search from one request a second, to within 5 %, in 40 steps at most. Rates that the user names
 * are where it begins and how far it may go: the smallest and the largest.
 *
 * @param slo as `formatSlo` writes it
 */
export function sloOf(shape: StepShape, slo: string, ratesPerS: readonly number[] = []): SloPlan {
  const range = ratesPerS.length > 1;
  return {
    kind: "slo",
    shape,
    slo,
    startRatePerS: ratesPerS.length === 0 ? 1 : Math.min(...ratesPerS),
    minRatePerS: range ? Math.min(...ratesPerS) : 0.01,
    maxRatePerS: range ? Math.max(...ratesPerS) : 10_000,
    precision: 0.05,
    maxSteps: MOST_SEARCH_STEPS,
  };
}

/**
 * Twenty-four short rounds, which are twelve blocks: enough for Holm's correction over the metrics
 * compared. The shorter a round, the less can change between its two sides.
 *
 * @param requestsPerSide measured in all, at least one a round
 * @param rounds even, at least 16
 * @throws {RangeError} when the rounds could show nothing
 */
export function compareOf(
  shape: StepShape,
  level: Level,
  { requestsPerSide = 200, rounds = 24 }: { requestsPerSide?: number; rounds?: number } = {},
): ComparePlan {
  const fewest = 2 * MIN_COMPARED_BLOCKS;
  if (rounds < fewest || rounds % 2 !== 0) {
    throw new RangeError(
      `A comparison needs an even number of rounds, at least ${fewest}; got ${rounds}`,
    );
  }
  if (requestsPerSide < rounds) {
    throw new RangeError(
      `A comparison of ${rounds} rounds needs at least ${rounds} requests a side; ` +
        `got ${requestsPerSide}`,
    );
  }
  const warmup = { warmupRequests: Math.max(1, shape.warmupRequests), warmupMs: 0 };
  return { kind: "compare", shape: { ...shape, ...warmup }, level, requestsPerSide, rounds };
}

/**
 * The standard protocol; the sustained step lasts ten minutes at 90 % of the highest rate. Its search
 * begins with what the sweep found, and ends after 24 steps of its own even when it is not confirmed
 * by then: the sustained step stays below the interval, however wide that is.
 */
export function fullOf(
  shape: StepShape,
  { slo, levels, sustainedMs = 600_000 }: {
    slo: string | null;
    levels?: Level[];
    sustainedMs?: number;
  },
): FullPlan {
  const sweep = sweepOf(shape, levels);
  return {
    kind: "full",
    warmup: {
      kind: "load",
      shape: { ...shape, length: { requests: 10 }, warmupMs: 0, warmupRequests: 0 },
      level: { kind: "concurrency", concurrency: 1 },
    },
    sweep,
    slo: slo === null ? null : { ...sloOf(shape, slo), maxSteps: MOST_FULL_SEARCH_STEPS },
    sustained: { shape: { ...shape, length: { durationMs: sustainedMs } }, shareOfHighest: 0.9 },
  };
}
