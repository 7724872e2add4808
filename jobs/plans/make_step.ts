import type { LoadPlan } from "../loadgen/mod.ts";
import type { Level, Stage, StepShape, StepSpec } from "./plan_types.ts";

/** What differs from step to step. */
interface StepChanges {
  index: number;
  stage: Stage;
  level: Level;
  label?: string;
  side?: "a" | "b";
  round?: number;
  /** Steps with the same number have the same requests. Default: the index. */
  seedNumber?: number;
}

/** Room for the steps of a plan between neighbouring seeds, so that plans share no requests. */
const STEPS_A_SEED = 2 ** 20;
/** Of larger seeds the lower part counts: what comes of it must be a number that a double holds. */
const SEEDS = 2 ** 32;

/** A step of this shape. */
export function makeStep(shape: StepShape, changes: StepChanges): StepSpec {
  const { index, stage, level, side = "a", round = null, seedNumber = index } = changes;
  return {
    index,
    stage,
    label: changes.label ?? `${stage}: ${levelLabel(level)}`,
    side,
    round,
    level,
    load: loadOf(shape, level),
    length: shape.length,
    warmupRequests: shape.warmupRequests,
    warmupMs: shape.warmupMs,
    seed: (shape.seed % SEEDS) * STEPS_A_SEED + seedNumber,
    pauseBeforeMs: index === 0 ? 0 : shape.pauseMs,
  };
}

export function levelLabel(level: Level): string {
  return level.kind === "rate"
    ? `rate ${Number(level.ratePerS.toPrecision(4))}/s`
    : `concurrency ${level.concurrency}`;
}

/** The level as a number, whatever its kind. */
export function levelValue(level: Level): number {
  return level.kind === "rate" ? level.ratePerS : level.concurrency;
}

function loadOf(shape: StepShape, level: Level): LoadPlan {
  if (level.kind === "concurrency") {
    return { kind: "closed_loop", concurrency: level.concurrency };
  }
  return {
    kind: "open_loop",
    requestRatePerS: level.ratePerS,
    arrival: shape.arrival,
    burstiness: shape.burstiness,
    ramp: null,
    maxConcurrency: shape.maxConcurrency,
  };
}
