import type { Goodput, Proportion, RunStatistics, TimeSeries } from "../metrics/mod.ts";

/** What a self-hosted endpoint says of itself; null where not stated. */
export interface ReportHosting {
  engine: string | null;
  engine_version: string | null;
  engine_args: string | null;
  hardware: string | null;
  hardware_count: number | null;
  precision: string | null;
  /** Hire of one GPU. */
  gpu_usd_per_hour: number | null;
}

export interface ReportEndpoint {
  id: string;
  provider_name: string;
  model: string;
  protocol: string;
  kind: string;
  region: string | null;
  base_url: string;
  hosting: ReportHosting | null;
}

type JsonObject = Record<string, unknown>;

/** What a report needs to know of a step. */
export interface ReportStep {
  stage: string;
  label: string;
  side: "a" | "b";
  /** Of the arrival times drawn, 1/s; null where none were, and where it was not kept. */
  planned_rate_per_s: number | null;
  /** Planned, warm-up not counted; null for a step that is given a number of requests. */
  planned_duration_s: number | null;
}

/** A stored run, as a report needs it. */
export interface ReportRun {
  id: string;
  endpoint: ReportEndpoint;
  status: string;
  reason: string | null;
  verdict: string | null;
  quality: JsonObject | null;
  workload_id: string;
  workload: JsonObject;
  /** As `jobs/start_record.ts` writes it. */
  plan: JsonObject;
  seed: number;
  methodology_version: number;
  region: string;
  started_at: string;
  ended_at: string | null;
  command: string;
  client: JsonObject;
  metadata: JsonObject;
  statistics: RunStatistics | null;
  correct: Proportion;
  /** Its place in a plan; null for a run by itself. */
  step: ReportStep | null;
  /** Requests that met all objectives; null without objectives, and where it was not kept. */
  goodput: Goodput | null;
}

/** The group that the runs are steps of. */
export interface ReportGroup {
  id: string;
  plan_kind: string;
  status: string;
  reason: string | null;
  slo: string | null;
  against_endpoint_id: string | null;
  /** `PlanResult` of `jobs/plans`, as stored; null while there is none. */
  result: JsonObject | null;
  command: string;
  metadata: JsonObject;
  started_at: string;
  ended_at: string | null;
}

/** What a report is made of. */
export interface ReportInput {
  /** Null for a run by itself. */
  group: ReportGroup | null;
  /** In the order they were started; one for a run by itself, never none. */
  runs: readonly [ReportRun, ...ReportRun[]];
  /** Of the run that {@link mainRun} chooses; null when it has no samples. */
  series: TimeSeries | null;
}
