import { type CheckResult, correctRate } from "../checks/mod.ts";
import type { Proportion } from "../metrics/mod.ts";
import type { RunOutcome } from "../run_benchmark.ts";
import { runSummaryJson } from "../run_summary_json.ts";

/** What `--json` prints: the run as one object. */
export function summaryJson(outcome: RunOutcome): Record<string, unknown> {
  return runSummaryJson({ ...outcome, correctness: correctness(outcome.checks) });
}

/** Checks passed of those answered; null when none was asked. */
export function correctness(checks: readonly CheckResult[]): Proportion | null {
  return checks.length === 0 ? null : correctRate(checks);
}
