import {
  type Interval,
  type SaturationReason,
  type Scaling,
  scaling,
  type TailRatio,
  tailRatio,
} from "../metrics/mod.ts";
import type { Verdict } from "../run_record.ts";
import { levelValue } from "./make_step.ts";
import type { StepResult } from "./step_result.ts";
import { type MeasuredLevel, measuredLevels } from "./sweep_plan.ts";

/** One level of a sweep, by the run that stands for it. Keys are those of the JSON. */
export interface CurvePoint {
  run_id: string;
  kind: "rate" | "concurrency";
  /** Requests a second offered, or requests kept in flight. */
  level: number;
  offered_rate: number | null;
  /** Of an open loop: the rate of the requests that its arrival times put into the step, 1/s. */
  planned_rate: number | null;
  achieved_rate: number | null;
  output_tokens_per_s: number | null;
  success_rate: number | null;
  ttft_p50_ms: number | null;
  ttft_p99_ms: number | null;
  ttft_p50_ci95_ms: Interval | null;
  tpot_p50_ms: number | null;
  e2e_p50_ms: number | null;
  e2e_p99_ms: number | null;
  ttft_tail_ratio: TailRatio;
  goodput_per_s: number | null;
  backlog_growth: number | null;
  saturated: SaturationReason | null;
  /** Of the instrument: what an invalid run found is shown, and says nothing of the provider. */
  verdict: Verdict;
}

/** A curve and what it says of the provider's limits. */
export interface SweepResult {
  curve: CurvePoint[];
  /** The first saturated level, and the highest one below; null where there is none. */
  saturation: {
    level: number | null;
    reason: SaturationReason | null;
    highest_unsaturated: number | null;
  };
  /** Levels that the client was not good enough for, twice. */
  unmeasured: number[];
  /** Of a sweep over concurrencies, by output tokens a second; null of one over rates. */
  scaling: {
    efficiency: Scaling["efficiencies"];
    max_effective_concurrency: number | null;
  } | null;
}

/** The curve of a sweep; its levels in ascending order. */
export function sweepResult(done: readonly StepResult[]): SweepResult {
  const curve = measuredLevels(done).map(curvePoint);
  // A level that the client could not measure says nothing of the provider.
  const measured = curve.filter(({ verdict }) => verdict !== "invalid");
  const first = measured.findIndex(({ saturated }) => saturated !== null);
  const below = first < 0 ? measured.at(-1) : measured[first - 1];
  return {
    curve,
    saturation: {
      level: measured[first]?.level ?? null,
      reason: measured[first]?.saturated ?? null,
      highest_unsaturated: below?.level ?? null,
    },
    unmeasured: curve.flatMap(({ level, verdict }) => verdict === "invalid" ? [level] : []),
    scaling: curve.some(({ kind }) => kind === "concurrency") ? scalingOf(measured) : null,
  };
}

function curvePoint({ result, saturated }: MeasuredLevel): CurvePoint {
  const { step, runId, quality, statistics, goodput, backlog, plannedRatePerS } = result;
  const { metrics, throughput, success_rate } = statistics;
  return {
    run_id: runId,
    kind: step.level.kind,
    level: levelValue(step.level),
    offered_rate: step.level.kind === "rate" ? step.level.ratePerS : null,
    planned_rate: plannedRatePerS,
    achieved_rate: throughput.requests_per_s,
    output_tokens_per_s: throughput.output_tokens_per_s,
    success_rate,
    ttft_p50_ms: metrics.ttft_ms.p50,
    ttft_p99_ms: metrics.ttft_ms.p99,
    ttft_p50_ci95_ms: metrics.ttft_ms.ci95.p50 ?? null,
    tpot_p50_ms: metrics.tpot_ms.p50,
    e2e_p50_ms: metrics.e2e_ms.p50,
    e2e_p99_ms: metrics.e2e_ms.p99,
    ttft_tail_ratio: tailRatio(metrics.ttft_ms),
    goodput_per_s: goodput?.requests_per_s ?? null,
    backlog_growth: backlog?.growth ?? null,
    saturated,
    verdict: quality,
  };
}

function scalingOf(curve: readonly CurvePoint[]): SweepResult["scaling"] {
  const { efficiencies, maxEffectiveConcurrency } = scaling(
    curve.map(({ level, output_tokens_per_s }) => ({
      concurrency: level,
      throughputPerS: output_tokens_per_s,
    })),
  );
  return { efficiency: efficiencies, max_effective_concurrency: maxEffectiveConcurrency };
}
