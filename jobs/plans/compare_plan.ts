import { makeStep } from "./make_step.ts";
import type { ComparePlan, StepSpec } from "./plan_types.ts";
import type { StepResult } from "./step_result.ts";

/**
 * The next side of the next round: A B, B A, A B, ... so that neither is always the one that comes
 * first, finds a cold machine, or meets the busier half of the hour. Both sides of a round have the
 * same seed, hence the same requests at the same times, but for the nonces that each side's begin
 * with; each round has others.
 */
export function nextCompareStep(
  plan: ComparePlan,
  done: readonly StepResult[],
  index = done.length,
): StepSpec | null {
  const round = Math.floor(done.length / 2);
  if (round >= plan.rounds) return null;
  const sharedOut = (rounds: number) => Math.floor(plan.requestsPerSide * rounds / plan.rounds);
  const length = { requests: sharedOut(round + 1) - sharedOut(round) };
  const second = done.length % 2 === 1;
  const side = second === (round % 2 === 0) ? "b" : "a";
  return makeStep({ ...plan.shape, length }, {
    index,
    stage: "compare",
    level: plan.level,
    side,
    round,
    seedNumber: round,
    label: `compare: round ${round + 1} of ${plan.rounds}, ${side.toUpperCase()}`,
  });
}
