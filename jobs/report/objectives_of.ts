import type { Sample } from "../samples/mod.ts";
import { type ClauseResult, evaluateSlo, parseSlo, requestMeets } from "../slo/mod.ts";
import type { ReportInput, ReportRun } from "./report_input.ts";

/** The objectives that a group, or a run by itself, was held against; null without any. */
export function objectivesOf(
  { group, runs: [first] }: Pick<ReportInput, "group" | "runs">,
): string | null {
  if (group !== null) return group.slo;
  const { slo } = first.plan;
  return typeof slo === "string" ? slo : null;
}

/** The objectives of a run's own plan, met or not; null without any, or without figures. */
export function objectivesMet(
  { plan, statistics }: Pick<ReportRun, "plan" | "statistics">,
): ClauseResult[] | null {
  return typeof plan["slo"] === "string" && statistics !== null
    ? evaluateSlo(parseSlo(plan["slo"]), statistics).clauses
    : null;
}

/** Whether a request met all objectives of the report; null when it has none. */
export function meetsObjectives(
  input: Pick<ReportInput, "group" | "runs">,
): ((sample: Sample) => boolean) | null {
  const objectives = objectivesOf(input);
  return objectives === null ? null : requestMeets(parseSlo(objectives));
}
