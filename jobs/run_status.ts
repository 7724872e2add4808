import type { RunEnd } from "./run_sink.ts";
import type { Sample } from "./samples/mod.ts";

/** How a run ended, and why it did not complete (null when it did). */
export type Status = Pick<RunEnd, "status" | "reason">;

/**
 * @param storingFailure why samples could not be stored; null when they were
 * @param gaveUp why the load ended before its plan did; null when it did not
 */
export function statusOf(
  storingFailure: string | null,
  interrupted: boolean,
  gaveUp: string | null,
  samples: readonly Sample[],
): Status {
  if (storingFailure !== null) return failed(storingFailure);
  if (interrupted) return { status: "interrupted", reason: "interrupted by the user" };
  if (samples.some((sample) => sample.failure === null)) {
    return { status: "complete", reason: null };
  }
  return failed(gaveUp ?? whyNoneSucceeded(samples));
}

/** A run that failed. */
export function failed(reason: string): Status {
  return { status: "failed", reason };
}

/** What the provider, or the network, said most often. */
function whyNoneSucceeded(samples: readonly Sample[]): string {
  const counts = new Map<string, number>();
  for (const { failure } of samples) {
    if (failure !== null) counts.set(failure.message, (counts.get(failure.message) ?? 0) + 1);
  }
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  if (commonest === undefined) return "no request was sent within the time given";
  const [message, count] = commonest;
  return `no request succeeded; ${count} of ${samples.length}: ${message}`;
}
