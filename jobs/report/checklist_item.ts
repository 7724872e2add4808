import type { ReportInput, ReportRun } from "./report_input.ts";
import type { ChecklistItem, CheckResult } from "./report_types.ts";

/** What the checks look at. */
export interface CheckContext extends Pick<ReportInput, "group" | "runs"> {
  /** The run whose figures the report shows; null when none has figures. */
  main: ReportRun | null;
  /** The tool that measured it, when it was another one. */
  imported: string | null;
}

/** Makes one line of the checklist. */
export function item(
  id: string,
  title: string,
  result: CheckResult | boolean,
  why: string,
): ChecklistItem {
  const word = typeof result === "boolean" ? result ? "pass" : "fail" : result;
  return { id, title, result: word, why };
}

export function count(n: number, word: string): string {
  return `${n.toLocaleString("en-US")} ${word}${n === 1 ? "" : "s"}`;
}

export function percent(share: number): string {
  // Rounded down, so that a rate just under a limit never reads as it.
  return `${Math.floor(share * 1000 + 1e-9) / 10} %`;
}
