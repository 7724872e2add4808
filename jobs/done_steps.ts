import type { DoneStep } from "./group_json.ts";

/**
 * The steps of a plan that stand, from its first on: the last run of each. What was interrupted does
 * not stand and is made anew. Nor does a step in which nothing succeeded, as long as nothing ever did
 * on its side: that says nothing of the load, only that the endpoint cannot be measured.
 *
 * @param runs of a group whose samples are all there, in the order they were made
 */
export function doneSteps(runs: readonly DoneStep[]): DoneStep[] {
  const done: DoneStep[] = [];
  for (;;) {
    const next = runs.findLast(({ run, result }) =>
      result.step.index === done.length && (run.status === "complete" || run.status === "failed")
    );
    if (next === undefined || unreachable(done, next)) return done;
    done.push(next);
  }
}

/** Nothing has ever succeeded on the step's side. */
export function unreachable(earlier: readonly DoneStep[], { run, result }: DoneStep): boolean {
  return run.status === "failed" &&
    !earlier.some((step) =>
      step.result.step.side === result.step.side && step.run.status === "complete"
    );
}
