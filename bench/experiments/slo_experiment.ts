import { defaultShape, planResult, sloOf, type SloPlan } from "../../jobs/plans/mod.ts";
import { formatSlo, parseSlo } from "../../jobs/slo/mod.ts";
import { batchingEngine, type BatchingLaw, type Engine, queueEngine } from "./engine.ts";
import type { Experiment } from "./experiment.ts";
import { batchingRate, queueRate } from "./queueing_theory.ts";
import { runPlan, simulatorOf } from "./run_plan.ts";

/** An engine, objectives, and the highest rate that theory gives. */
export interface SloCase {
  name: string;
  engine: Engine;
  /** The engine's parameters, for the record. */
  law: Record<string, number>;
  outputTokens: number;
  slo: string;
  trueRatePerS: number;
}

const CAPACITY_PER_S = 20;
const LAW: BatchingLaw = { stepMs: 20, perRequestMs: 0.5, outputTokens: 150 };

export const SLO_CASES: readonly SloCase[] = [
  {
    name: "queue",
    engine: queueEngine(CAPACITY_PER_S),
    law: { capacity_per_s: CAPACITY_PER_S },
    outputTokens: 10,
    slo: "ttft:p95<200ms",
    trueRatePerS: queueRate(CAPACITY_PER_S, 0.95, 200),
  },
  {
    name: "batching",
    engine: batchingEngine(LAW),
    law: { ...LAW },
    outputTokens: LAW.outputTokens,
    slo: "e2e:mean<6s",
    trueRatePerS: batchingRate(LAW, 6000),
  },
  // Beyond the target: here a minute is short beside the time in which the queue forgets.
  {
    name: "busy-queue",
    engine: queueEngine(CAPACITY_PER_S),
    law: { capacity_per_s: CAPACITY_PER_S },
    outputTokens: 10,
    slo: "ttft:p95<500ms",
    trueRatePerS: queueRate(CAPACITY_PER_S, 0.95, 500),
  },
];

/** How long a step lasts, and how precisely the answer is wanted. */
export const SLO_SETTINGS = [
  { stepS: 60, precision: 0.05 },
  { stepS: 120, precision: 0.04 },
] as const;
const SEEDS = 50;

/** One search. */
export interface SloRow {
  seed: number;
  steps: number;
  max_rate: number | null;
  interval: [number, number] | null;
  confirmed: boolean;
  error: number | null;
  covers: boolean;
}

export function searchOnce(
  { engine, outputTokens, slo, trueRatePerS }: SloCase,
  { stepS, precision }: { stepS: number; precision: number },
  seed: number,
): SloRow {
  const shape = { ...defaultShape(seed), length: { durationMs: 1000 * stepS } };
  const plan: SloPlan = { ...sloOf(shape, formatSlo(parseSlo(slo))), precision };
  const done = runPlan(plan, simulatorOf(engine, outputTokens));
  const { max_rate, interval, confirmed } = planResult(plan, done).slo!;
  return {
    seed,
    steps: done.length,
    max_rate,
    interval,
    confirmed,
    error: max_rate === null ? null : max_rate / trueRatePerS - 1,
    covers: interval !== null && interval[0] <= trueRatePerS && trueRatePerS <= interval[1],
  };
}

/**
 * Does `slo` find the highest rate that theory gives, and does its interval hold it?
 *
 * @param firstSeed of fifty
 */
export function sloExperiment(one: SloCase, firstSeed = 1): Experiment {
  return {
    title: `the highest rate of the engine "${one.name}" beside the one that theory gives`,
    run(report) {
      const rows = SLO_SETTINGS.map((setting) => {
        const searches = Array.from(
          { length: SEEDS },
          (_, i) => searchOnce(one, setting, firstSeed + i),
        );
        report(`${one.name}, steps of ${setting.stepS} s: ${JSON.stringify(summaryOf(searches))}`);
        return searches;
      });
      return sloRecord(one, rows);
    },
  };
}

/** What is recorded. @param rows the searches of each of {@link SLO_SETTINGS} */
export function sloRecord(one: SloCase, rows: readonly SloRow[][]) {
  return {
    engine: one.name,
    law: one.law,
    slo: one.slo,
    true_rate: one.trueRatePerS,
    settings: SLO_SETTINGS.map(({ stepS, precision }, i) => ({
      step_s: stepS,
      precision,
      summary: summaryOf(rows[i]!),
      searches: rows[i]!,
    })),
  };
}

function summaryOf(rows: readonly SloRow[]) {
  const errors = rows.map(({ error }) => Math.abs(error ?? Infinity)).sort((a, b) => a - b);
  return {
    seeds: rows.length,
    within_5_percent: errors.filter((error) => error <= 0.05).length,
    covered: rows.filter(({ covers }) => covers).length,
    confirmed: rows.filter(({ confirmed }) => confirmed).length,
    median_absolute_error: errors[rows.length >> 1],
    largest_absolute_error: errors.at(-1),
    mean_steps: rows.reduce((sum, { steps }) => sum + steps, 0) / rows.length,
  };
}
