import { z } from "zod";
import { histogramsSchema } from "./histograms.ts";
import { objectiveSchema, proportionSchema, sloVerdictSchema, statisticsSchema } from "./run.ts";

const figure = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]);

const objectivesSchema = z.object({
  verdict: sloVerdictSchema,
  clauses: z.array(objectiveSchema),
  goodput: z.object({
    share: proportionSchema,
    requests_per_s: figure,
  }).nullable().describe("Requests that met all objectives; null where it was not kept"),
});
export type ObjectivesJson = z.infer<typeof objectivesSchema>;

export const groupParamSchema = z.object({ id: z.uuid("must be a group's UUID") });

export const contextEntrySchema = z.object({
  section: z.enum(["Served", "Load", "Client", "Record"]),
  name: z.string(),
  value: z.string().nullable().describe("Null: nobody stated it"),
});
export type ContextEntryJson = z.infer<typeof contextEntrySchema>;

export const checklistItemSchema = z.object({
  id: z.string().describe("Stable name, such as open_loop"),
  title: z.string(),
  result: z.enum(["pass", "fail", "not_applicable"]),
  why: z.string(),
});
export type ChecklistItemJson = z.infer<typeof checklistItemSchema>;

export const stepRowSchema = z.object({
  run_id: z.uuid(),
  stage: z.string().describe("warmup, sweep, slo, sustained, compare, or load"),
  label: z.string(),
  side: z.enum(["a", "b"]),
  endpoint_id: z.string(),
  status: z.string(),
  verdict: z.string().nullable(),
  offered_rate_per_s: figure,
  planned_rate_per_s: figure.describe("What the arrival times drawn made of the rate asked for"),
  concurrency: figure,
  achieved_rate_per_s: figure,
  output_tokens_per_s: figure,
  duration_s: figure,
  requests: z.number().int(),
  success_rate: figure,
  goodput_per_s: figure.describe("Requests a second that met all objectives"),
  goodput_share: figure,
  slo_verdict: sloVerdictSchema.nullable().describe("Null without objectives"),
  ttft_p50_ms: figure,
  ttft_p99_ms: figure,
  ttft_p99_certified: z.boolean(),
  itl_p50_ms: figure,
  tpot_p50_ms: figure,
  e2e_p50_ms: figure,
  e2e_p99_ms: figure,
  seed: z.number().int(),
});
export type StepRowJson = z.infer<typeof stepRowSchema>;

const drift = z.object({
  change_ms: figure,
  relative_change: figure,
  p_value: figure,
  verdict: z.enum(["steady", "drifting", "too_few"]),
});

export const timeSeriesSchema = z.object({
  windows: z.array(z.object({
    from_s: z.number(),
    to_s: z.number(),
    sent: z.number().int(),
    ok: z.number().int(),
    failed: z.number().int(),
    ttft_p50_ms: figure,
    ttft_p99_ms: figure,
    tpot_p50_ms: figure,
    e2e_p50_ms: figure,
    output_tokens_per_s: z.number(),
  })),
  drift: z.object({ ttft_ms: drift, tpot_ms: drift }),
});
export type TimeSeriesJson = z.infer<typeof timeSeriesSchema>;

export const comparisonSchema = z.object({
  difference: figure.describe("B less A, in the metric's unit"),
  interval: interval.nullable(),
  relative_difference: figure,
  p_value: figure,
  p_holm: figure,
  verdict: z.enum(["a is better", "b is better", "no difference shown", "not judged"]),
  effect_size: figure,
  p_value_requests: figure,
  mde: figure.describe("Smallest true difference found in 80 % of cases"),
  mde_missing: z.string().optional().describe("Why it is not known"),
  blocks: z.number().int(),
  pairs: z.number().int(),
  unpaired: z.number().int(),
  reason: z.string().optional(),
});
export type ComparisonJson = z.infer<typeof comparisonSchema>;

export const capacitySchema = z.object({
  target_rate: z.number().describe("To be served, requests a second"),
  rate_per_instance: z.number().describe("Planned for one instance, after headroom"),
  instances: z.number().int(),
  gpus: z.number().int().nullable(),
  utilisation: z.number().describe("Share of the measured capacity that is used"),
  headroom: z.number().describe("Share of each instance kept free"),
  assumptions: z.array(z.object({
    name: z.string(),
    statement: z.string(),
    effect: z.number().describe("Share by which the answer would change without it"),
  })).describe("Largest effect first"),
  dominant_assumption: z.string(),
  under: z.string().describe("The objectives that the rate of one instance meets"),
  cost: z.object({
    usd_per_hour: z.number(),
    usd_per_million_requests: z.number(),
    input_usd_per_mtok: figure,
    output_usd_per_mtok: figure,
    tokens_per_usd: figure,
    output_tokens_per_usd: figure,
    rule: z.string().describe("How the hire is split between input and output"),
  }).nullable().describe("Null when GPUs or the price of one are not known"),
});
export type CapacityJson = z.infer<typeof capacitySchema>;

/** A run or a group of runs with everything a report shows; the counterpart of `jobs/report`. */
export const reportSchema = z.object({
  subject: z.enum(["run", "group"]),
  id: z.uuid(),
  endpoint_id: z.string(),
  against_endpoint_id: z.string().nullable().describe("Side B of a comparison"),
  model: z.string(),
  provider_name: z.string(),
  plan_kind: z.string().describe("load, sweep, slo, sustained, compare or full"),
  status: z.string(),
  reason: z.string().nullable(),
  imported_from: z.string().nullable().describe("The tool that measured it, if not this one"),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  context: z.array(contextEntrySchema),
  checklist: z.array(checklistItemSchema),
  steps: z.array(stepRowSchema),
  slo: z.object({
    expression: z.string(),
    max_rate_per_s: figure,
    interval_per_s: interval.nullable(),
    confirmed: z.boolean().nullable(),
    reason: z.string().nullable(),
  }).nullable(),
  objectives: objectivesSchema.nullable().describe(
    "The objectives as the main run met them or not; null without any",
  ),
  slo_lines: z.array(z.object({ metric: z.string(), statistic: z.string(), bound: z.number() })),
  scaling: z.object({
    efficiency: z.array(z.object({ concurrency: z.number(), efficiency: figure })),
    max_effective_concurrency: figure,
  }).nullable(),
  saturation: z.string().nullable(),
  comparison: z.record(z.string(), comparisonSchema).nullable(),
  capacity: z.array(capacitySchema).nullable().describe("What a few rates take, one answer a rate"),
  capacity_reason: z.string().nullable().describe("Why there is no capacity"),
  main_run_id: z.uuid().nullable().describe("Whose figures, series and histograms these are"),
  statistics: statisticsSchema.nullable(),
  series: timeSeriesSchema.nullable(),
  histograms: histogramsSchema.nullable(),
  command: z.string(),
  methodology_version: z.number().int(),
});
export type ReportJson = z.infer<typeof reportSchema>;
