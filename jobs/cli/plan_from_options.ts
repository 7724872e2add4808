import {
  compareOf,
  concurrenciesOf,
  defaultShape,
  fullOf,
  type Level,
  type Plan,
  ratesOf,
  sloOf,
  type StepShape,
  sweepOf,
} from "../plans/mod.ts";
import type { Workload } from "../workloads/mod.ts";
import type { JobOptions } from "./job_options.ts";
import { DEFAULTS } from "./load_options.ts";
import type { PlanKind } from "./plan_options.ts";
import { arrivalOf, meanRatePerS } from "./load_from_options.ts";
import { usable, UsageError } from "./usage_error.ts";

const USUAL_STEP_MS = 60_000;
/** Of a step: a sixth warms up and a thirtieth is paused for, ten and two seconds at most. */
const WARMUP_SHARE = 1 / 6;
const MOST_WARMUP = { ms: 10_000, requests: 10 };
const PAUSE_SHARE = 1 / 30;
const MOST_PAUSE_MS = 2000;
/** Rounds of a comparison are short, and the endpoint's own warm-up is in each. */
const COMPARE_PAUSE_MS = 500;
/** The sustained step of the standard protocol lasts ten times as long as the others. */
const SUSTAINED_FACTOR = 10;

const PLAN_FLAGS = {
  rates: "--rates",
  concurrencies: "--concurrencies",
  duration: "--duration",
  pause: "--pause",
  rounds: "--rounds",
  against: "--against",
  againstModel: "--against-model",
  againstLlmApi: "--against-llm-api",
  againstApiKeyEnv: "--against-api-key-env",
  targetRate: "--target-rate",
  headroom: "--headroom",
} as const;

/** @throws {UsageError} when something that belongs to plans is given without one */
export function refusePlanFlags(options: JobOptions): void {
  for (const [option, flag] of Object.entries(PLAN_FLAGS)) {
    if (options[option as keyof typeof PLAN_FLAGS] !== undefined) {
      throw new UsageError(`${flag} belongs to a plan: give --plan too, such as --plan sweep`);
    }
  }
}

/**
 * The plan of the command line.
 *
 * @param slo objectives in their canonical form; null without
 * @throws {UsageError} when flags are missing, or contradict one another
 */
export function planFromOptions(
  options: JobOptions & { plan: PlanKind },
  seed: number,
  workload: Pick<Workload, "warmupRequests" | "dueMs">,
  slo: string | null,
): Plan {
  refuseStrangers(options);
  const shape = shapeOf(options, seed, workload);
  const levels = levelsOf(options);
  switch (options.plan) {
    case "load": {
      const usual: Level = workload.dueMs === null
        ? { kind: "concurrency", concurrency: DEFAULTS.concurrency }
        : { kind: "rate", ratePerS: meanRatePerS(workload.dueMs) };
      return { kind: "load", shape, level: onlyLevel(options, levels) ?? usual };
    }
    case "sustained": {
      const level = onlyLevel(options, levels);
      if (level === null) {
        throw new UsageError("--plan sustained needs its level: give --rates 4, say");
      }
      return { kind: "sustained", shape, level };
    }
    case "sweep":
      return sweepOf(shape, levels ?? undefined);
    case "slo":
      if (slo === null) {
        throw new UsageError("--plan slo needs --slo, such as 'ttft:p95<500ms;success>=99%'");
      }
      return sloOf(shape, slo, options.rates ?? []);
    case "compare": {
      const level = onlyLevel(options, levels) ?? { kind: "concurrency", concurrency: 1 };
      return comparePlan(options, shape, level);
    }
    case "full": {
      const stepMs = options.duration ?? USUAL_STEP_MS;
      return fullOf(shape, {
        slo,
        sustainedMs: SUSTAINED_FACTOR * stepMs,
        ...levels === null ? {} : { levels },
      });
    }
  }
}

function comparePlan(options: JobOptions, shape: StepShape, level: Level): Plan {
  const { duration, rounds = 24 } = options;
  const inTime = duration === undefined || level.kind !== "rate"
    ? undefined
    : Math.max(rounds, Math.round(level.ratePerS * duration / 1000));
  const requestsPerSide = options.maxNumCompletedRequests ?? inTime;
  return usable(() =>
    compareOf(shape, level, {
      rounds,
      ...requestsPerSide === undefined ? {} : { requestsPerSide },
    })
  );
}

function shapeOf(
  options: JobOptions,
  seed: number,
  workload: Pick<Workload, "warmupRequests">,
): StepShape {
  const { duration, maxNumCompletedRequests: requests, plan } = options;
  const timed = duration !== undefined || requests === undefined;
  const lengthMs = duration ?? USUAL_STEP_MS;
  const said = options.warmupRequests !== undefined || options.warmupSeconds !== undefined;
  const usualRequests = timed
    ? 0
    : Math.min(MOST_WARMUP.requests, Math.ceil(requests * WARMUP_SHARE));
  const usualMs = timed ? Math.min(MOST_WARMUP.ms, Math.round(lengthMs * WARMUP_SHARE)) : 0;
  const usualPauseMs = plan === "compare"
    ? COMPARE_PAUSE_MS
    : Math.min(MOST_PAUSE_MS, Math.round(lengthMs * PAUSE_SHARE));
  return {
    ...defaultShape(seed),
    length: timed ? { durationMs: lengthMs } : { requests },
    warmupRequests: Math.max(
      workload.warmupRequests,
      options.warmupRequests ?? (said || plan === "compare" ? 0 : usualRequests),
    ),
    warmupMs: said ? (options.warmupSeconds ?? 0) * 1000 : usualMs,
    pauseMs: options.pause ?? usualPauseMs,
    ...arrivalOf(options),
    maxConcurrency: options.maxConcurrency ?? null,
  };
}

function levelsOf({ rates, concurrencies }: JobOptions): Level[] | null {
  if (rates !== undefined && concurrencies !== undefined) {
    throw new UsageError("give --rates or --concurrencies, not both: a plan has one kind of level");
  }
  if (rates !== undefined) return ratesOf(rates);
  return concurrencies === undefined ? null : concurrenciesOf(concurrencies);
}

function onlyLevel(options: JobOptions, levels: Level[] | null): Level | null {
  const { plan, requestRate, numConcurrentRequests } = options;
  if (levels === null) {
    if (requestRate !== undefined) return { kind: "rate", ratePerS: requestRate };
    return numConcurrentRequests === undefined
      ? null
      : { kind: "concurrency", concurrency: numConcurrentRequests };
  }
  if (levels.length > 1) {
    throw new UsageError(
      `--plan ${plan} has one level and ${levels.length} are given: give one, or --plan sweep`,
    );
  }
  return levels[0]!;
}

/** What would have no meaning in the plan asked for is refused rather than ignored. */
function refuseStrangers(options: JobOptions): void {
  const { plan } = options;
  const oneLevel = plan === "load" || plan === "sustained" || plan === "compare";
  const refuse = (flag: string, mend: string) => {
    throw new UsageError(`${flag} has no meaning in --plan ${plan}: ${mend}`);
  };
  if (options.rampUpStrategy !== undefined) refuse("--ramp-up-strategy", "its levels are steady");
  if (!oneLevel && options.requestRate !== undefined) refuse("--request-rate", "give --rates");
  if (!oneLevel && options.numConcurrentRequests !== undefined) {
    refuse("--num-concurrent-requests", "give --concurrencies");
  }
  if (plan === "slo" && options.concurrencies !== undefined) {
    refuse("--concurrencies", "it searches a rate; give --rates to bound it");
  }
  if (options.timeout !== undefined && options.duration !== undefined) {
    refuse("--timeout beside --duration", "a step ends with its duration");
  }
  const sides = Object.entries(PLAN_FLAGS).filter(([name]) => name.startsWith("against"));
  if (plan !== "compare") {
    for (
      const [option, flag] of [...sides, ["rounds", "--rounds"]] as [keyof JobOptions, string][]
    ) {
      if (options[option] !== undefined) refuse(flag, "only --plan compare has two sides");
    }
  } else if (options.against === undefined) {
    throw new UsageError("--plan compare needs side B: give --against ENDPOINT or --against URL");
  }
}
