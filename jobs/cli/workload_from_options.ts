import {
  createChatWorkload,
  createWorkload,
  findWorkload,
  HEADLINE_LENGTHS,
  type Side,
  type Workload,
} from "../workloads/mod.ts";
import type { JobOptions } from "./job_options.ts";
import { asUsageError, UsageError } from "./usage_error.ts";

/** Makes the same workload for any seed; for side B of a comparison with nonces of its own. */
export type WorkloadMaker = (seed: number, side?: Side) => Promise<Workload>;

const LENGTH_FLAGS = {
  meanInputTokens: "--mean-input-tokens",
  stddevInputTokens: "--stddev-input-tokens",
  meanOutputTokens: "--mean-output-tokens",
  stddevOutputTokens: "--stddev-output-tokens",
} as const;

/**
 * The workload of the command line: a named one, a file's, or LLMPerf's with lengths as given.
 * @throws {UsageError} when flags contradict one another; the maker, when something cannot be used
 * @throws {WorkloadError} when there is no such workload or its file is malformed
 */
export function workloadFromOptions(options: JobOptions): WorkloadMaker {
  const { workload: name, timeScale } = options;
  if (name === undefined) {
    if (timeScale !== undefined) {
      throw new UsageError("--time-scale belongs to a trace: give --workload with its file");
    }
    return usableMaker((seed, side) =>
      createChatWorkload({ ...lengthsOf(options), seed, side, cachePolicy: "cold" })
    );
  }
  for (const [option, flag] of Object.entries(LENGTH_FLAGS)) {
    if (options[option as keyof typeof LENGTH_FLAGS] !== undefined) {
      throw new UsageError(
        `--workload ${name} has lengths of its own: leave out ${flag}, or --workload`,
      );
    }
  }
  const spec = findWorkload(name);
  return usableMaker((seed, side) =>
    createWorkload(spec, { seed, side, ...timeScale === undefined ? {} : { timeScale } })
  );
}

/** LLMPerf's four lengths as given; the headline's where nothing is. */
export function lengthsOf(options: JobOptions): Record<keyof typeof HEADLINE_LENGTHS, number> {
  const { meanInputTokens, stddevInputTokens, meanOutputTokens, stddevOutputTokens } = options;
  return {
    meanInputTokens: meanInputTokens ?? HEADLINE_LENGTHS.meanInputTokens,
    stddevInputTokens: stddevInputTokens ?? HEADLINE_LENGTHS.stddevInputTokens,
    meanOutputTokens: meanOutputTokens ?? HEADLINE_LENGTHS.meanOutputTokens,
    stddevOutputTokens: stddevOutputTokens ?? HEADLINE_LENGTHS.stddevOutputTokens,
  };
}

function usableMaker(
  make: (seed: number, side: Side) => Workload | Promise<Workload>,
): WorkloadMaker {
  return async (seed, side = "a") => {
    try {
      return await make(seed, side);
    } catch (cause) {
      throw asUsageError(cause);
    }
  };
}
