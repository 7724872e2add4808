import { type MetricComparison, scaling } from "../metrics/mod.ts";
import { evaluateSlo, parseSlo, type Slo } from "../slo/mod.ts";
import { checklist } from "./checklist.ts";
import { importedFrom } from "./imported_from.ts";
import { mainRun } from "./main_run.ts";
import { type CapacityQuery, reportCapacity } from "./report_capacity.ts";
import { reportContext } from "./report_context.ts";
import { objectivesOf } from "./objectives_of.ts";
import type { ReportGroup, ReportInput, ReportRun } from "./report_input.ts";
import type { Report, ReportSlo, SloLine, StepRow } from "./report_types.ts";
import { stepRow } from "./step_row.ts";

/**
 * Makes a report of stored runs. Pure: the same rows give the same report.
 *
 * @param capacity rates to answer for; a few of the group's own unless told otherwise
 */
export function buildReport(
  input: ReportInput,
  capacity: CapacityQuery = { targetRatesPerS: [], headroom: null },
): Report {
  const { group, runs, series } = input;
  const [first] = runs;
  const main = mainRun(input);
  const objectives = objectivesOf(input);
  const slo = objectives === null ? null : parseSlo(objectives);
  const steps = runs.map((run) => stepRow(run, slo));
  return {
    subject: group === null ? "run" : "group",
    id: group?.id ?? first.id,
    endpoint_id: first.endpoint.id,
    against_endpoint_id: group?.against_endpoint_id ?? null,
    model: first.endpoint.model,
    provider_name: first.endpoint.provider_name,
    plan_kind: group?.plan_kind ?? "load",
    status: (group ?? first).status,
    reason: (group ?? first).reason,
    imported_from: importedFrom(first.metadata),
    started_at: (group ?? first).started_at,
    ended_at: (group ?? first).ended_at,
    context: reportContext(input),
    checklist: checklist(input),
    steps,
    slo: sloOf(group, objectives),
    slo_lines: sloLines(slo),
    objectives: slo === null ? null : metOrNot(slo, main),
    scaling: scalingOf(steps),
    saturation: saturationOf(group),
    comparison: (group?.result?.["comparison"] ?? null) as Record<string, MetricComparison> | null,
    ...reportCapacity(input, capacity),
    main_run_id: main?.id ?? null,
    statistics: main?.statistics ?? null,
    series,
    command: (group ?? first).command,
    methodology_version: first.methodology_version,
  };
}

function sloOf(group: ReportGroup | null, objectives: string | null): ReportSlo | null {
  const found = group?.result?.["slo"] as
    | { max_rate: number | null; interval: [number, number] | null; confirmed: boolean }
      & { expression: string; reason: string | null }
    | undefined;
  if (found) {
    return {
      expression: found.expression,
      max_rate_per_s: found.max_rate,
      interval_per_s: found.interval,
      confirmed: found.confirmed,
      reason: found.reason,
    };
  }
  if (objectives === null) return null;
  return {
    expression: objectives,
    max_rate_per_s: null,
    interval_per_s: null,
    confirmed: null,
    reason: null,
  };
}

function sloLines(slo: Slo | null): SloLine[] {
  return (slo?.clauses ?? []).flatMap((clause): SloLine[] =>
    clause.kind === "metric"
      ? [{ metric: clause.metric, statistic: clause.statistic, bound: clause.bound }]
      : []
  );
}

function metOrNot(slo: Slo, main: ReportRun | null): Report["objectives"] {
  if (main === null || main.statistics === null) return null;
  const { verdict, clauses } = evaluateSlo(slo, main.statistics);
  return { verdict, clauses, goodput: main.goodput };
}

function scalingOf(steps: readonly StepRow[]): Report["scaling"] {
  const levels = steps.flatMap(({ concurrency, output_tokens_per_s, stage, status }) =>
    concurrency === null || stage === "warmup" || stage === "compare" || status !== "complete"
      ? []
      : [{ concurrency, throughputPerS: output_tokens_per_s }]
  );
  if (new Set(levels.map(({ concurrency }) => concurrency)).size < 2) return null;
  const { efficiencies, maxEffectiveConcurrency } = scaling(levels);
  return { efficiency: efficiencies, max_effective_concurrency: maxEffectiveConcurrency };
}

function saturationOf(group: ReportGroup | null): string | null {
  const sweep = group?.result?.["sweep"] as
    | {
      saturation?: {
        level: number | null;
        reason: string | null;
        highest_unsaturated: number | null;
      };
      /** Older groups lack it. */
      unmeasured?: number[];
    }
    | undefined;
  const found = sweep?.saturation;
  if (!found) return null;
  const unmeasured = sweep.unmeasured ?? [];
  const missing = unmeasured.length === 0
    ? ""
    : `; not measured, the client not being good enough: ${unmeasured.join(", ")}`;
  if (found.level !== null) {
    return `saturated at ${found.level}: ${found.reason ?? "no reason recorded"}${missing}`;
  }
  return found.highest_unsaturated === null
    ? `no level could be judged${missing}`
    : `no level was saturated; the highest was ${found.highest_unsaturated}${missing}`;
}
