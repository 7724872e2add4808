import {
  backlogGrowth,
  type Goodput,
  goodput,
  type RunStatistics,
  type TimeSeries,
  timeSeries,
} from "../metrics/mod.ts";
import type { Verdict } from "../run_record.ts";
import type { Sample } from "../samples/mod.ts";
import { requestMeets, type Slo } from "../slo/mod.ts";
import type { StepSpec } from "./plan_types.ts";
import { plannedRatePerS } from "./step_limits.ts";

/** A step that was made. All of it can be made again from the stored run. */
export interface StepResult {
  step: StepSpec;
  runId: string;
  /** Of the instrument: figures of an invalid run decide nothing. */
  quality: Verdict;
  statistics: RunStatistics;
  /** See `plannedRatePerS`: what an open loop drew; null where no times were. */
  plannedRatePerS: number | null;
  /** Unanswered requests piling up; null in a closed loop, or with too few requests. */
  backlog: { growth: number; noise: number } | null;
  /** Requests that met all objectives; null without objectives. */
  goodput: Goodput | null;
  /** Of sustained steps. */
  series: TimeSeries | null;
  /** Of comparisons, which pair requests; null elsewhere, to let the memory go. */
  samples: readonly Sample[] | null;
}

/** A run as its step sees it. */
export interface StepRun {
  runId: string;
  quality: Verdict;
  statistics: RunStatistics;
  samples: readonly Sample[];
  /** A recorded workload played at its own times, so that none were drawn. Default: false. */
  ownTimes?: boolean;
}

/** What the plan needs to remember of a run. */
export function stepResult(step: StepSpec, run: StepRun, slo: Slo | null = null): StepResult {
  const { runId, quality, statistics, samples, ownTimes = false } = run;
  return {
    step,
    runId,
    quality,
    statistics,
    plannedRatePerS: ownTimes ? null : plannedRatePerS(step),
    backlog: step.load.kind === "open_loop" ? backlogGrowth(samples) : null,
    goodput: slo === null ? null : goodput(samples, requestMeets(slo)),
    series: step.stage === "sustained" ? timeSeries(samples) : null,
    samples: step.stage === "compare" ? samples : null,
  };
}
