import { type Random, randomStream } from "../../jobs/workloads/mod.ts";
import { USUAL_WORLD, type WorldLaw } from "./compare_world.ts";
import { batchingEngine, type BatchingLaw, queueEngine } from "./engine.ts";
import { batchingRate, queueRate } from "./queueing_theory.ts";
import type { SloCase } from "./slo_experiment.ts";

/**
 * Engines and seeds that nobody looked at while the methods were made: drawn by the rules below,
 * which were written down first. A set that has shown a fault, and been used to mend it, is spent;
 * the next one is fresh.
 */
export interface HeldOutSet {
  number: number;
  firstSeed: number;
  slo: readonly SloCase[];
  world: WorldLaw;
}

const DRAWN_BY = 20_261_122;
/** Slower engines need longer steps than a minute, which is for the user to say. */
const FEWEST_PER_S = 4;
const LONGEST_ANSWER_MS = 6000;

/** Set 1, 2, ...: seeds from 10,001, 20,001, ... */
export function heldOutSet(number: number): HeldOutSet {
  const random = (what: string) => randomStream(DRAWN_BY, number, `held out: ${what}`);
  return {
    number,
    firstSeed: 10_000 * number + 1,
    slo: [
      queueCase(`held-out-${number}-queue`, random("queue")),
      batchingCase(`held-out-${number}-batching`, random("batching"), 0),
      batchingCase(`held-out-${number}-lengths`, random("lengths"), random("sigma").uniform()),
    ],
    world: drawnWorld(random("world")),
  };
}

/** 10 to 60 first tokens a second, P90 or P95, a wait of 1 to 5 services besides one's own. */
function queueCase(name: string, random: Random): SloCase {
  const capacityPerS = between(random, 10, 60);
  const percent = random.below(2) === 0 ? 90 : 95;
  const withinMs = Math.round((2 + 4 * random.uniform()) * 1000 / capacityPerS);
  return {
    name,
    engine: queueEngine(capacityPerS),
    law: { capacity_per_s: capacityPerS },
    outputTokens: 10,
    slo: `ttft:p${percent}<${withinMs}ms`,
    trueRatePerS: queueRate(capacityPerS, percent / 100, withinMs),
  };
}

/**
 * Steps of 10 to 40 ms, 1 to 5 % longer for each request, 50 to 400 tokens; the mean answer may take
 * 1.2 to 2.2 times as long as one alone. What a minute is too short for is drawn again.
 *
 * @param spread 0: all answers are alike; up to 1: their lengths are log-normal, sigma up to 0.8
 */
function batchingCase(name: string, random: Random, spread: number): SloCase {
  for (;;) {
    const stepMs = between(random, 10, 40);
    const law: BatchingLaw = {
      stepMs,
      perRequestMs: stepMs * between(random, 0.01, 0.05),
      outputTokens: Math.round(between(random, 50, 400)),
      outputSigma: spread === 0 ? 0 : 0.3 + 0.5 * spread,
    };
    const aloneMs = law.outputTokens * (law.stepMs + law.perRequestMs);
    const withinMs = Math.round(aloneMs * (1.2 + random.uniform()));
    const trueRatePerS = batchingRate(law, withinMs);
    if (trueRatePerS < FEWEST_PER_S || withinMs > LONGEST_ANSWER_MS) continue;
    return {
      name,
      engine: batchingEngine(law),
      law: { ...law },
      outputTokens: law.outputTokens,
      slo: `e2e:mean<${withinMs}ms`,
      trueRatePerS,
    };
  }
}

/** Everything of the usual world but the load, from two thirds to one and a half times as much. */
function drawnWorld(random: Random): WorldLaw {
  return Object.fromEntries(
    Object.entries(USUAL_WORLD).map(([name, usual]) => [name, usual * between(random, 2 / 3, 1.5)]),
  ) as unknown as WorldLaw;
}

/** Log-uniform. */
function between(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}
