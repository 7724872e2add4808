import {
  type Block,
  type ComparedMetric,
  comparePaired,
  type Goodput,
  type Interval,
  type MetricComparison,
  type Round,
  type TailRatio,
  tailRatio,
  type TimeSeries,
} from "../metrics/mod.ts";
import { evaluateSlo, parseSlo, type SloVerdict } from "../slo/mod.ts";
import { byStage } from "./full_plan.ts";
import type { Plan, SloPlan } from "./plan_types.ts";
import { probesOf, searchState } from "./slo_plan.ts";
import type { StepResult } from "./step_result.ts";
import { type SweepResult, sweepResult } from "./sweep_result.ts";

/** The highest rate that meets objectives. Keys are those of the JSON. */
export interface SloSearchResult {
  expression: string;
  /** The rate at which the usual run stands on the limit, 1/s; null when it is not known. */
  max_rate: number | null;
  /** Its 95 % interval, 1/s. */
  interval: Interval | null;
  /** The interval is as narrow as was asked for. */
  confirmed: boolean;
  /** Runs that the interval rests on. */
  runs: number;
  /** Why there is no answer, or why it is not confirmed; null when it is. */
  reason: string | null;
  /** Every rate tried, in order; the margin is that of `sloMargin`. */
  tried: { rate: number; verdict: SloVerdict; margin: number | null }[];
}

/** What a report cannot find again without the plan's arrival times and the samples. */
export interface RunFacts {
  /** See `plannedRatePerS`. */
  planned_rate: number | null;
  /** Requests that met all objectives; null without objectives. */
  goodput: Goodput | null;
}

/** What a plan found out. A part that its plan does not have is absent. */
export interface PlanResult {
  slo?: SloSearchResult;
  sweep?: SweepResult;
  comparison?: Record<ComparedMetric, MetricComparison>;
  sustained?: TimeSeries;
  /** P99 over P50 of the plan's main run: the sustained one, or the only one. */
  tail_ratio?: { ttft_ms: TailRatio; e2e_ms: TailRatio };
  /** Of each run by its id: what its stored figures alone do not say. */
  runs?: Record<string, RunFacts>;
}

/** The figures of a plan, from the steps that are done; a plan that is not complete has fewer. */
export function planResult(plan: Plan, done: readonly StepResult[]): PlanResult {
  const facts = done.map(({ runId, plannedRatePerS, goodput }) =>
    [runId, { planned_rate: plannedRatePerS, goodput }] as const
  );
  return { ...ownPart(plan, done), runs: Object.fromEntries(facts) };
}

function ownPart(plan: Plan, done: readonly StepResult[]): PlanResult {
  switch (plan.kind) {
    case "load":
      return tails(done[0]);
    case "sustained":
      return sustainedPart(done[0]);
    case "sweep":
      return { sweep: sweepResult(done) };
    case "slo":
      return { slo: sloPart(plan, done) };
    case "compare":
      return { comparison: comparePaired(blocksOf(done), plan.shape.seed) };
    case "full": {
      const { sweep, slo, sustained } = byStage(done);
      return {
        sweep: sweepResult(sweep),
        ...(plan.slo === null ? {} : { slo: sloPart(plan.slo, [...sweep, ...slo]) }),
        ...sustainedPart(sustained[0]),
      };
    }
  }
}

function sustainedPart(result: StepResult | undefined): PlanResult {
  const series = result?.series ?? null;
  return { ...(series === null ? {} : { sustained: series }), ...tails(result) };
}

function tails(result: StepResult | undefined): PlanResult {
  if (result === undefined) return {};
  const { ttft_ms, e2e_ms } = result.statistics.metrics;
  return { tail_ratio: { ttft_ms: tailRatio(ttft_ms), e2e_ms: tailRatio(e2e_ms) } };
}

function sloPart(plan: SloPlan, done: readonly StepResult[]): SloSearchResult {
  const { maxRatePerS, interval, confirmed, runs, reason } = searchState(plan, done);
  const slo = parseSlo(plan.slo);
  return {
    expression: plan.slo,
    max_rate: maxRatePerS,
    interval,
    confirmed,
    runs,
    reason,
    tried: done.flatMap((result) =>
      result.step.level.kind !== "rate" ? [] : [{
        rate: result.step.level.ratePerS,
        verdict: evaluateSlo(slo, result.statistics).verdict,
        margin: probesOf(plan.slo, [result])[0]?.margin ?? null,
      }]
    ),
  };
}

/** Blocks of which all four steps are done, and done well. */
function blocksOf(done: readonly StepResult[]): Block[] {
  const rounds = new Map(
    [...Map.groupBy(done, ({ step }) => step.round ?? 0)]
      .map(([round, steps]) => [round, roundOf(steps)] as const),
  );
  return [...rounds].flatMap(([number, first]): Block[] => {
    const second = rounds.get(number + 1);
    return number % 2 === 0 && first && second ? [[first, second]] : [];
  });
}

function roundOf(steps: readonly StepResult[]): Round | null {
  const usable = (side: "a" | "b") =>
    steps.find(({ step, quality }) => step.side === side && quality !== "invalid")?.samples;
  const [a, b] = [usable("a"), usable("b")];
  return a && b ? { a, b } : null;
}
