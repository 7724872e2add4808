import type { Arrival, LoadPlan } from "../loadgen/mod.ts";

/** How hard to press: requests a second whatever becomes of them, or requests kept in flight. */
export type Level =
  | { kind: "rate"; ratePerS: number }
  | { kind: "concurrency"; concurrency: number };

/** How long a step lasts, warm-up not counted. */
export type StepLength = { requests: number } | { durationMs: number };

/** What all steps of a plan have in common. */
export interface StepShape {
  length: StepLength;
  /** Left out of the figures: the first so many requests, and what leaves within so many ms. */
  warmupRequests: number;
  warmupMs: number;
  /** Nothing is sent for so long before each step but the first, ms. */
  pauseMs: number;
  /** Of open loops. */
  arrival: Arrival;
  burstiness: number;
  maxConcurrency: number | null;
  /** Every step has a seed of its own, made of this one. */
  seed: number;
}

/** One level, once. */
export interface LoadStepPlan {
  kind: "load";
  shape: StepShape;
  level: Level;
}

/** Levels in ascending order, until one is saturated. */
export interface SweepPlan {
  kind: "sweep";
  shape: StepShape;
  /** All of one kind, ascending. */
  levels: Level[];
  /** False goes through all levels, saturated or not. */
  stopAtSaturation: boolean;
}

/** The highest rate that meets objectives. */
export interface SloPlan {
  kind: "slo";
  shape: StepShape;
  /** As `formatSlo` writes it. */
  slo: string;
  /** Where to begin, 1/s. */
  startRatePerS: number;
  /** Nothing outside is tried, 1/s. */
  minRatePerS: number;
  maxRatePerS: number;
  /** Goes on until the 95 % interval reaches no further than this share to either side. */
  precision: number;
  /** Gives up then, and says what it has. */
  maxSteps: number;
}

/** One level for long. */
export interface SustainedPlan {
  kind: "sustained";
  shape: StepShape;
  level: Level;
}

/** Two endpoints, sent the same requests, but for their nonces, in turns. */
export interface ComparePlan {
  kind: "compare";
  /** Its `length` is not used: what is fixed is the number of requests. */
  shape: StepShape;
  level: Level;
  /** Measured in all, shared out among the rounds. */
  requestsPerSide: number;
  /** Even, at least 16; A goes first in even rounds (from 0), B in odd ones. */
  rounds: number;
}

/** The standard protocol: warm-up, sweep, slo, sustained, one after the other. */
export interface FullPlan {
  kind: "full";
  /** Long warm-up of the endpoint itself; its figures are kept and count in nothing. */
  warmup: LoadStepPlan;
  sweep: SweepPlan;
  /** Null when there are no objectives: sustained then follows the sweep. */
  slo: SloPlan | null;
  /** Its level is found: a share of the highest rate that meets the objectives, or of saturation. */
  sustained: { shape: StepShape; shareOfHighest: number };
}

export type Plan =
  | LoadStepPlan
  | SweepPlan
  | SloPlan
  | SustainedPlan
  | ComparePlan
  | FullPlan;

/** Part of a plan that a step belongs to. */
export type Stage = "warmup" | "load" | "sweep" | "slo" | "sustained" | "compare";

/** One run to make: data, so that it can be stored beside the run. */
export interface StepSpec {
  /** Position in the plan, from 0. */
  index: number;
  stage: Stage;
  /** One line for people, such as `rate 4/s`, `round 3, B`. */
  label: string;
  side: "a" | "b";
  /** Round of a comparison, from 0; null elsewhere. */
  round: number | null;
  level: Level;
  load: LoadPlan;
  length: StepLength;
  warmupRequests: number;
  warmupMs: number;
  /** Same seed, same requests at the same times. */
  seed: number;
  pauseBeforeMs: number;
}
