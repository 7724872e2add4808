import type { Job } from "./job.ts";
import { defaultWorkers, type LoadPlan } from "./loadgen/mod.ts";
import { stepLimits, type StepSpec } from "./plans/mod.ts";
import type { Side, Workload } from "./workloads/mod.ts";

/** What a plan's steps have in common on one side. */
export interface StepJobs {
  /** The job that the command line would make without a plan. */
  job: Job;
  workloadFor: (seed: number, side: Side) => Promise<Workload>;
  /** Measuring threads; null: as the step's load and the cores allow. */
  workers: number | null;
  cores: number;
  /** A recorded workload is replayed at its own times, and not at the level's. */
  ownTimes: boolean;
  groupId: string;
}

/** The job of a step. Correctness is asked about after the first step of a side alone. */
export async function stepJob(
  { job, workloadFor, workers, cores, ownTimes, groupId }: StepJobs,
  step: StepSpec,
): Promise<Job> {
  const workload = await workloadFor(step.seed, step.side);
  const plan: LoadPlan = ownTimes && workload.dueMs !== null && step.load.kind === "open_loop"
    ? { ...step.load, dueMs: workload.dueMs }
    : step.load;
  const first = step.round === null ? step.index === 0 : step.round === 0;
  return {
    ...job,
    workload,
    seed: step.seed,
    plan,
    ...stepLimits({ ...step, load: plan }, job.stopAfterMs),
    workers: workers ?? defaultWorkers(plan, cores),
    checkCount: first ? job.checkCount : 0,
    place: { groupId, step },
  };
}
