import { type CheckResult, correctRate } from "../checks/mod.ts";
import type { Proportion } from "../metrics/mod.ts";
import type { RunOutcome } from "../run_benchmark.ts";

/** What `--json` prints: the run as one object. */
export function summaryJson(outcome: RunOutcome): Record<string, unknown> {
  const { record, statistics, quality } = outcome;
  const { endpoint } = record;
  const correct = correctness(outcome.checks);
  return {
    run_id: record.id,
    status: outcome.status,
    reason: outcome.reason,
    endpoint: {
      id: endpoint.id,
      provider: endpoint.providerName,
      model: endpoint.model,
      protocol: endpoint.protocol,
      url: endpoint.baseUrl,
    },
    workload: { id: record.workloadId, ...record.workload },
    plan: record.plan,
    seed: record.seed,
    started_at: record.startedAt.toISOString(),
    ended_at: outcome.endedAt.toISOString(),
    clock_origin_unix_ms: record.clockOriginUnixMs,
    ...statistics,
    correct_rate: correct?.rate ?? null,
    correctness: correct,
    quality,
    command: record.command,
  };
}

/** Checks passed of those answered; null when none was asked. */
export function correctness(checks: readonly CheckResult[]): Proportion | null {
  return checks.length === 0 ? null : correctRate(checks);
}
