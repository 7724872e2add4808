import { compareOf, defaultShape, planResult } from "../../jobs/plans/mod.ts";
import type { Experiment } from "./experiment.ts";
import { compareWorld, USUAL_WORLD, type WorldLaw } from "./compare_world.ts";
import { runPlan } from "./run_plan.ts";

const SEEDS = 200;
const REQUESTS_A_SIDE = 200;

/** One comparison. */
export interface CompareRow {
  seed: number;
  /** Metrics for which a difference was called. */
  called: string[];
  ttft_difference_ms: number | null;
  ttft_relative: number | null;
  ttft_interval: [number, number] | null;
  ttft_p_holm: number | null;
  ttft_mde_ms: number | null;
}

export function compareOnce(ttftRatio: number, seed: number, law = USUAL_WORLD): CompareRow {
  const level = { kind: "rate", ratePerS: 2 } as const;
  const plan = compareOf(defaultShape(seed), level, { requestsPerSide: REQUESTS_A_SIDE });
  const done = runPlan(plan, compareWorld({ seed, ttftRatio, law }));
  const comparison = planResult(plan, done).comparison!;
  const ttft = comparison.ttft_ms;
  return {
    seed,
    called: Object.entries(comparison)
      .filter(([_, { verdict }]) => verdict === "a is better" || verdict === "b is better")
      .map(([metric]) => metric),
    ttft_difference_ms: ttft.difference,
    ttft_relative: ttft.relative_difference,
    ttft_interval: ttft.interval,
    ttft_p_holm: ttft.p_holm,
    ttft_mde_ms: ttft.mde,
  };
}

/**
 * Does `compare` keep quiet about identical endpoints, and find a TTFT that is 10 % longer?
 *
 * @param firstSeed of two hundred
 */
export function compareExperiment(law: WorldLaw = USUAL_WORLD, firstSeed = 1): Experiment {
  return {
    title: "identical endpoints, and a TTFT 10 % longer",
    run(report) {
      const seeds = Array.from({ length: SEEDS }, (_, i) => firstSeed + i);
      const identical = seeds.map((seed) => compareOnce(1, seed, law));
      const quiet = {
        seeds: SEEDS,
        any_difference_called: identical.filter(({ called }) => called.length > 0).length,
        ttft_called: identical.filter(({ called }) => called.includes("ttft_ms")).length,
        ttft_interval_holds_zero:
          identical.filter(({ ttft_interval }) =>
            ttft_interval !== null && ttft_interval[0] <= 0 && ttft_interval[1] >= 0
          ).length,
      };
      report(`identical: ${JSON.stringify(quiet)}`);
      const slower = seeds.map((seed) => compareOnce(1.1, seed, law));
      const relative = slower.map((row) => row.ttft_relative!).sort((a, b) => a - b);
      const found = {
        seeds: SEEDS,
        ttft_called: slower.filter(({ called }) => called.includes("ttft_ms")).length,
        median_relative_difference: relative[SEEDS >> 1],
        median_mde_ms: slower.map((row) => row.ttft_mde_ms!).sort((a, b) => a - b)[SEEDS >> 1],
      };
      report(`10 % slower: ${JSON.stringify(found)}`);
      return {
        law,
        requests_a_side: REQUESTS_A_SIDE,
        identical: { summary: quiet, comparisons: identical },
        ten_percent: { summary: found, comparisons: slower },
      };
    },
  };
}
