import { evaluateSlo, type Slo } from "../slo/mod.ts";
import { levelOf } from "./level_of.ts";
import type { ReportRun } from "./report_input.ts";
import type { StepRow } from "./report_types.ts";

/**
 * A run as a row of the report's table.
 *
 * @param objectives of the group, or of the run by itself
 */
export function stepRow(run: ReportRun, objectives: Slo | null): StepRow {
  const { statistics, step, goodput } = run;
  const metrics = statistics?.metrics;
  const { offeredRatePerS, concurrency } = levelOf(run.plan);
  return {
    run_id: run.id,
    stage: step?.stage ?? "load",
    label: step?.label ?? labelOf(offeredRatePerS, concurrency),
    side: step?.side ?? "a",
    endpoint_id: run.endpoint.id,
    status: run.status,
    verdict: run.verdict,
    offered_rate_per_s: offeredRatePerS,
    planned_rate_per_s: step?.planned_rate_per_s ?? null,
    concurrency,
    achieved_rate_per_s: statistics?.throughput.requests_per_s ?? null,
    output_tokens_per_s: statistics?.throughput.output_tokens_per_s ?? null,
    duration_s: statistics?.throughput.window_s ?? null,
    requests: statistics?.counts.started ?? 0,
    success_rate: statistics?.success_rate ?? null,
    goodput_per_s: goodput?.requests_per_s ?? null,
    goodput_share: goodput?.share.rate ?? null,
    slo_verdict: objectives === null || statistics === null || step?.stage === "warmup"
      ? null
      : evaluateSlo(objectives, statistics).verdict,
    ttft_p50_ms: metrics?.ttft_ms.p50 ?? null,
    ttft_p99_ms: metrics?.ttft_ms.p99 ?? null,
    ttft_p99_certified: metrics?.ttft_ms.certified.includes("p99") ?? false,
    itl_p50_ms: metrics?.itl_ms.p50 ?? null,
    tpot_p50_ms: metrics?.tpot_ms.p50 ?? null,
    e2e_p50_ms: metrics?.e2e_ms.p50 ?? null,
    e2e_p99_ms: metrics?.e2e_ms.p99 ?? null,
    seed: run.seed,
  };
}

function labelOf(ratePerS: number | null, concurrency: number | null): string {
  if (ratePerS !== null) return `rate ${Number(ratePerS.toPrecision(4))}/s`;
  return concurrency === null ? "one load" : `concurrency ${concurrency}`;
}
