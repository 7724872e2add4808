import type { GroupCapacity } from "../capacity/mod.ts";
import type { ClauseResult, SloVerdict } from "../slo/mod.ts";
import type {
  Goodput,
  Interval,
  MetricComparison,
  RunStatistics,
  Scaling,
  TimeSeries,
} from "../metrics/mod.ts";

/** One fact about the conditions of a measurement, for people. */
export interface ContextEntry {
  /** Heading it stands under. */
  section: "Served" | "Load" | "Client" | "Record";
  name: string;
  /** Null: nobody stated it. */
  value: string | null;
}

export type CheckResult = "pass" | "fail" | "not_applicable";

/** One line of the validation checklist. */
export interface ChecklistItem {
  /** Stable name, such as `open_loop`. */
  id: string;
  title: string;
  result: CheckResult;
  /** One line: what was found, with its figures. */
  why: string;
}

/** One run of the report, a row of its table. Keys are those of the JSON. */
export interface StepRow {
  run_id: string;
  /** Part of the plan: `warmup`, `sweep`, `slo`, `sustained`, `compare`; `load` for a run by itself. */
  stage: string;
  label: string;
  side: "a" | "b";
  endpoint_id: string;
  status: string;
  verdict: string | null;
  /** Asked for; what the arrival times drawn made of it; answered. */
  offered_rate_per_s: number | null;
  planned_rate_per_s: number | null;
  concurrency: number | null;
  achieved_rate_per_s: number | null;
  output_tokens_per_s: number | null;
  duration_s: number | null;
  requests: number;
  success_rate: number | null;
  /** Requests that met all objectives: a second, and of those measured. Null without objectives. */
  goodput_per_s: number | null;
  goodput_share: number | null;
  /** Whether the run met the objectives; null without any, and for what only warms up. */
  slo_verdict: SloVerdict | null;
  ttft_p50_ms: number | null;
  ttft_p99_ms: number | null;
  /** Whether there are enough requests to state the P99. */
  ttft_p99_certified: boolean;
  itl_p50_ms: number | null;
  tpot_p50_ms: number | null;
  e2e_p50_ms: number | null;
  e2e_p99_ms: number | null;
  seed: number;
}

/** An objective that can be drawn into a chart of latencies. */
export interface SloLine {
  /** Metric with its unit, such as `ttft_ms`. */
  metric: string;
  /** `p95`, `mean`, ... */
  statistic: string;
  /** In the metric's unit. */
  bound: number;
}

/** What the search for the highest rate found. */
export interface ReportSlo {
  expression: string;
  max_rate_per_s: number | null;
  interval_per_s: Interval | null;
  confirmed: boolean | null;
  reason: string | null;
}

/** Everything a report shows. All formats are made of this one object. Keys are those of the JSON. */
export interface Report {
  subject: "run" | "group";
  id: string;
  endpoint_id: string;
  /** Side B of a comparison; null elsewhere. */
  against_endpoint_id: string | null;
  model: string;
  provider_name: string;
  plan_kind: string;
  status: string;
  reason: string | null;
  /** The tool that measured it, when it was not this one; null otherwise. */
  imported_from: string | null;
  started_at: string;
  ended_at: string | null;
  context: ContextEntry[];
  checklist: ChecklistItem[];
  steps: StepRow[];
  slo: ReportSlo | null;
  slo_lines: SloLine[];
  /** The objectives one by one, as the main run met them or not; null without any. */
  objectives: { verdict: SloVerdict; clauses: ClauseResult[]; goodput: Goodput | null } | null;
  /** Of a sweep over concurrencies, by output tokens a second. */
  scaling: {
    efficiency: Scaling["efficiencies"];
    max_effective_concurrency: number | null;
  } | null;
  /** Where a sweep saturated, in words; null when there was none. */
  saturation: string | null;
  comparison: Record<string, MetricComparison> | null;
  /** What a few rates take, one answer a rate; null when no highest rate was found. */
  capacity: GroupCapacity[] | null;
  /** Why there is no `capacity`; null when there is. */
  capacity_reason: string | null;
  /** The run whose figures, time series and distributions are shown; null when none has ended. */
  main_run_id: string | null;
  statistics: RunStatistics | null;
  series: TimeSeries | null;
  command: string;
  methodology_version: number;
}
