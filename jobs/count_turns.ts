import type { TurnCounts } from "./quality/mod.ts";
import type { Sample } from "./samples/mod.ts";
import type { PlannedRequest } from "./workloads/mod.ts";

/** Counts a run's turns as their samples come. */
export interface TurnCounter {
  /** The turns of a conversation come in their order. */
  add(
    request: Pick<PlannedRequest, "index" | "conversation">,
    sample: Pick<Sample, "failure">,
  ): void;
  /**
   * @param postponed turns that were due before they might leave
   * @returns null when there was no conversation of several turns
   */
  counts(postponed: number): TurnCounts | null;
}

/** A conversation goes on after a turn that failed; how often is for the run's record to say. */
export function countTurns(): TurnCounter {
  const failed = new Set<number>();
  let found = false;
  let later = 0;
  let afterFailure = 0;
  return {
    add({ index, conversation }, { failure }) {
      if (conversation === null || conversation.turns === 1) return;
      found = true;
      if (failure !== null) failed.add(index);
      if (conversation.follows === null) return;
      later++;
      if (failed.delete(conversation.follows)) afterFailure++;
    },
    counts: (postponed) => found ? { later, postponed, after_failure: afterFailure } : null,
  };
}
