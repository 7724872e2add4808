import type { CapacityAnswer } from "./capacity/mod.ts";
import type { GroupProgress, GroupRecord } from "./group_record.ts";
import { planResult, type StepResult } from "./plans/mod.ts";
import { endpointJson, type FinishedRun, runSummaryJson } from "./run_summary_json.ts";
import { evaluateSlo, parseSlo } from "./slo/mod.ts";

/** A step that is done: the run, and what the plan remembers of it. */
export interface DoneStep {
  run: FinishedRun;
  result: StepResult;
}

/** A group as it stands. */
export interface Group extends Omit<GroupProgress, "result"> {
  record: GroupRecord;
  /** In the order of the plan. */
  steps: readonly DoneStep[];
}

/**
 * The group as one object, as `--json` prints it and a report reads it: `group_id`, `plan`,
 * `steps[]`, `slo`, `comparison`, `sweep`, `sustained`, `tail_ratio`, `capacity`. A part that the
 * plan does not have, or has not reached, is null.
 */
export function groupJson(group: Group, capacity: CapacityAnswer | null): Record<string, unknown> {
  const { record, steps } = group;
  const { slo, sweep, comparison, sustained, tail_ratio } = planResult(
    record.plan,
    steps.map(({ result }) => result),
  );
  return {
    group_id: record.id,
    plan: record.plan.kind,
    status: group.status,
    reason: group.reason,
    endpoint: endpointJson(record.endpoint),
    against: record.against === null ? null : endpointJson(record.against),
    workload: { id: record.workloadId, ...record.workload },
    seed: record.seed,
    region: record.region,
    methodology_version: record.methodologyVersion,
    started_at: record.startedAt.toISOString(),
    ended_at: group.endedAt?.toISOString() ?? null,
    slo: slo ?? (record.slo === null ? null : { expression: record.slo }),
    sweep: sweep ?? null,
    comparison: comparison ?? null,
    sustained: sustained ?? null,
    tail_ratio: tail_ratio ?? null,
    capacity,
    steps: steps.map((step) => stepJson(step, record.slo)),
    command: record.command,
    metadata: record.metadata,
  };
}

/** A step: its run's summary, its place in the plan, and rates asked for, drawn and achieved. */
export function stepJson({ run, result }: DoneStep, slo: string | null): Record<string, unknown> {
  const { step, backlog, goodput, plannedRatePerS } = result;
  const { level, length } = step;
  return {
    step: step.index,
    stage: step.stage,
    label: step.label,
    side: step.side,
    round: step.round,
    offered_rate: level.kind === "rate" ? level.ratePerS : null,
    planned_rate: plannedRatePerS,
    concurrency: level.kind === "concurrency" ? level.concurrency : null,
    achieved_rate: run.statistics.throughput.requests_per_s,
    duration_ms: "durationMs" in length ? length.durationMs : null,
    goodput,
    slo: slo === null ? null : evaluateSlo(parseSlo(slo), run.statistics),
    backlog,
    ...runSummaryJson(run),
  };
}
