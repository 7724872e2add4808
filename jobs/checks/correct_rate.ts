import { type Proportion, proportion } from "../metrics/mod.ts";
import type { CheckResult } from "./check_item.ts";

/**
 * Share of right answers among the questions that were answered. A question whose request failed is
 * not counted here: the success rate has it.
 */
export function correctRate(results: readonly Pick<CheckResult, "passed">[]): Proportion {
  const judged = results.filter(({ passed }) => passed !== null);
  return proportion(judged.filter(({ passed }) => passed).length, judged.length);
}
