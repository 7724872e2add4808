import { unreachable } from "./done_steps.ts";
import type { DoneStep, Group } from "./group_json.ts";
import type { GroupProgress, GroupRecord } from "./group_record.ts";
import { correctRate } from "./checks/mod.ts";
import { nextStep, planResult, stepResult, type StepSpec } from "./plans/mod.ts";
import type { MeasuredRun } from "./run_benchmark.ts";
import { parseSlo } from "./slo/mod.ts";
import { hasOwnTimes } from "./start_record.ts";

/** The outside world, as a plan needs it. */
export interface PlanDeps {
  /** Makes the run of a step, from its calibration to its last stored sample. */
  runStep: (step: StepSpec, done: readonly DoneStep[]) => Promise<MeasuredRun>;
  /** Called when a step is done. */
  onStep: (done: DoneStep, steps: readonly DoneStep[]) => void;
  /** Stores how far the group has come. */
  onProgress: (progress: GroupProgress) => Promise<void>;
  /** Resolves after so many ms, or sooner when the signal is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborted by Ctrl-C: the step at hand ends early and is not done. */
  signal: AbortSignal;
  now: () => Date;
}

/**
 * Goes through a plan, step by step: each is a run of its own and is stored as it ends, so that
 * whatever happens the steps that are done stay done.
 *
 * @param resumed steps that are done already; the plan goes on after them
 */
export async function runPlan(
  record: GroupRecord,
  resumed: readonly DoneStep[],
  deps: PlanDeps,
): Promise<Group> {
  const slo = record.slo === null ? null : parseSlo(record.slo);
  const steps = [...resumed];
  const results = () => steps.map(({ result }) => result);
  const progressed = async (progress: Omit<GroupProgress, "result">): Promise<Group> => {
    await deps.onProgress({ ...progress, result: planResult(record.plan, results()) });
    return { record, ...progress, steps };
  };
  const ended = (status: "complete" | "failed" | "interrupted", reason: string | null) =>
    progressed({ status, reason, endedAt: deps.now() });

  await progressed({ status: "running", reason: null, endedAt: null });
  for (;;) {
    const step = nextStep(record.plan, results());
    if (step === null) return await ended("complete", null);
    // What was done before a restart needs no pause from what follows.
    if (steps.length > resumed.length) await deps.sleep(step.pauseBeforeMs, deps.signal);
    if (deps.signal.aborted) return await ended("interrupted", "interrupted by the user");
    const run = await deps.runStep(step, steps);
    if (run.status === "interrupted") return await ended("interrupted", run.reason);
    if (run.unstored !== null) return await ended("failed", `${step.label}: ${run.unstored}`);
    const done = doneStep(step, run, slo);
    if (unreachable(steps, done)) {
      return await ended("failed", `${step.label}: ${run.reason}`);
    }
    steps.push(done);
    deps.onStep(done, steps);
    await progressed({ status: "running", reason: null, endedAt: null });
  }
}

function doneStep(
  step: StepSpec,
  { samples, checks, unstored: _, ...run }: MeasuredRun,
  slo: Parameters<typeof stepResult>[2],
): DoneStep {
  const { record, statistics, quality } = run;
  const correctness = checks.length === 0 ? null : correctRate(checks);
  const ownTimes = hasOwnTimes(record);
  const seen = { runId: record.id, quality: quality.verdict, statistics, samples, ownTimes };
  return { run: { ...run, correctness }, result: stepResult(step, seen, slo) };
}
