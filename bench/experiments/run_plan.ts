import { arrivalTimesMs } from "../../jobs/loadgen/load_plan.ts";
import { summarizeRun } from "../../jobs/metrics/mod.ts";
import {
  nextStep,
  type Plan,
  stepLimits,
  type StepResult,
  stepResult,
  type StepSpec,
} from "../../jobs/plans/mod.ts";
import type { Sample } from "../../jobs/samples/mod.ts";
import type { Slo } from "../../jobs/slo/mod.ts";
import type { Engine } from "./engine.ts";
import { makeSample } from "./make_sample.ts";

/** Makes a step in virtual time. */
export type Simulator = (step: StepSpec) => Sample[];

/** Goes through a plan to its end. */
export function runPlan(plan: Plan, simulate: Simulator, slo: Slo | null = null): StepResult[] {
  const done: StepResult[] = [];
  for (let step = nextStep(plan, done); step !== null; step = nextStep(plan, done)) {
    const samples = simulate(step);
    const statistics = summarizeRun(samples, { price: null });
    const run = { runId: `step-${step.index}`, quality: "ok", statistics, samples } as const;
    done.push(stepResult(step, run, slo));
  }
  return done;
}

/** When the requests of an open-loop step leave, and which of them are warm-up. */
export function requestsOf(step: StepSpec): { dueMs: Float64Array; warmup: number } {
  if (step.load.kind !== "open_loop") throw new Error("Only open loops have planned times");
  const { maxRequests, warmupMs, warmupRequests } = stepLimits(step, Infinity);
  for (let count = maxRequests + warmupRequests;;) {
    const dueMs = arrivalTimesMs(step.load, step.seed, count);
    const warmup = Math.max(warmupRequests, dueMs.filter((due) => due < warmupMs).length);
    if (count >= maxRequests + warmup) return { dueMs, warmup };
    count = maxRequests + warmup;
  }
}

/**
 * Steps of an open loop against an engine.
 *
 * @param outputTokens of answers whose length the engine does not draw
 */
export function simulatorOf(engine: Engine, outputTokens: number): Simulator {
  return (step) => {
    const { dueMs, warmup } = requestsOf(step);
    return engine(dueMs, step.seed).map((served, index) =>
      makeSample({
        index,
        phase: index < warmup ? "warmup" : "measured",
        sentMs: dueMs[index]!,
        outputTokens,
        ...served,
      })
    );
  };
}
