import type { ReportInput } from "./report_input.ts";

/** The objectives that a group, or a run by itself, was held against; null without any. */
export function objectivesOf(
  { group, runs: [first] }: Pick<ReportInput, "group" | "runs">,
): string | null {
  if (group !== null) return group.slo;
  const { slo } = first.plan;
  return typeof slo === "string" ? slo : null;
}
