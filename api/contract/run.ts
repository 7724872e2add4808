import { z } from "zod";
import { METRIC_NAMES } from "../../jobs/metrics/summary_types.ts";
import { endpointDetailSchema } from "./endpoint.ts";
import { isoWeekSchema } from "./iso_week.ts";

const interval = z.tuple([z.number(), z.number()]);
const figure = z.number().nullable();
const tokenSource = z.enum(["usage", "own", "mixed"]).nullable().describe(
  "Whose token counts the figures use: the provider's usage report, or our own tokenizer",
);

const halvesCompared = z.object({
  first_half_p50: figure,
  second_half_p50: figure,
  relative_change: figure.describe("Second median over the first, less 1"),
  p_value: figure.describe("Two-sided Mann-Whitney rank test"),
  verdict: z.enum(["steady", "drifting", "too_few"]),
});
export type HalvesComparedJson = z.infer<typeof halvesCompared>;

export const runParamSchema = z.object({ id: z.uuid("must be a run's UUID") });

/** Statistics of one metric over the run; the counterpart of `Distribution` in `jobs/metrics`. */
export const distributionSchema = z.object({
  n: z.number().int(),
  mean: figure,
  stddev: figure.describe("Sample standard deviation (n - 1)"),
  min: figure,
  max: figure,
  p25: figure,
  p50: figure,
  p75: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  p99_9: figure,
  certified: z.array(z.string()).describe("Quantiles stated with 99 % confidence"),
  ci95: z.record(z.string(), interval).describe(
    "95 % intervals, by resampling; of estimates between two of the values",
  ),
  ci95_missing: z.record(z.string(), z.string()).optional().describe(
    "Why the mean or a quantile has no interval",
  ),
  reason: z.string().optional().describe("Why there is nothing"),
});
export type DistributionJson = z.infer<typeof distributionSchema>;

export const statisticsSchema = z.object({
  methodology_version: z.number().int(),
  counts: z.object({
    started: z.number().int(),
    ok: z.number().int(),
    failed: z.number().int(),
    warmup: z.number().int(),
  }),
  failures: z.record(z.string(), z.number().int()).describe("Failure kind to count"),
  metrics: z.record(z.enum(METRIC_NAMES), distributionSchema),
  throughput: z.object({
    window_s: figure,
    output_tokens_per_s: figure,
    input_tokens_per_s: figure,
    total_tokens_per_s: figure,
    requests_per_s: figure,
  }),
  success_rate: figure,
  success_ci95: interval.nullable(),
  stall_rate: figure.describe("Share of gaps over five times their request's median gap"),
  steady_state: z.object({ ttft_ms: halvesCompared, tpot_ms: halvesCompared }).describe(
    "Whether the run's first half differs from its second",
  ),
  input_token_source: tokenSource,
  output_token_source: tokenSource,
  cost: z.object({
    input_usd: figure,
    output_usd: figure,
    total_usd: figure,
    blended_usd_per_mtok: figure,
    reason: z.string().optional().describe("Why a figure is missing"),
  }).describe("What the successful requests cost"),
});
export type Statistics = z.infer<typeof statisticsSchema>;

export const proportionSchema = z.object({
  passed: z.number().int(),
  asked: z.number().int(),
  rate: figure,
  ci95: interval.nullable().describe("Wilson score interval"),
});

export const sloVerdictSchema = z.enum(["met", "not_met", "not_judged"]);

/** One objective beside what was measured; the counterpart of `ClauseResult` in `jobs/slo`. */
export const objectiveSchema = z.object({
  objective: z.string(),
  verdict: sloVerdictSchema,
  value: figure.describe("Measured, in the figure's own unit"),
  bound: z.number(),
  interval: interval.nullable(),
  certified: z.boolean().nullable().describe("Null for what is no quantile"),
  reason: z.string().optional().describe("Why it was not judged, or what the verdict rests on"),
});
export type ObjectiveJson = z.infer<typeof objectiveSchema>;

export const checkItemSchema = z.object({
  index: z.number().int(),
  kind: z.string(),
  prompt: z.string(),
  expected: z.string(),
  got: z.string().nullable(),
  passed: z.boolean().nullable().describe("Null when the request failed: nothing was judged"),
  failure: z.string().nullable(),
});
export type CheckItemJson = z.infer<typeof checkItemSchema>;

export const failureExampleSchema = z.object({
  index: z.number().int().describe("Which sample"),
  kind: z.string(),
  phase: z.string().nullable(),
  http_status: z.number().int().nullable(),
  retry_after_s: figure,
  message: z.string().nullable(),
  body_excerpt: z.string().nullable(),
});
export type FailureExample = z.infer<typeof failureExampleSchema>;

const jsonObject = z.record(z.string(), z.unknown());

export const runSchema = z.object({
  id: z.uuid(),
  endpoint: endpointDetailSchema.omit({ last_run: true }),
  group_id: z.uuid().nullable().describe("The group it is a step of; such runs are never ranked"),
  status: z.enum(["running", "complete", "failed", "interrupted"]),
  verdict: z.enum(["ok", "suspect", "invalid"]).nullable().describe(
    "Whether the instrument was good enough; null while running",
  ),
  reason: z.string().nullable().describe("Why the run did not complete"),
  workload_id: z.string(),
  workload: jsonObject,
  plan: jsonObject,
  seed: z.number().int(),
  methodology_version: z.number().int(),
  iso_week: isoWeekSchema,
  region: z.string(),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  clock_origin_unix_ms: z.number().describe("Unix time of the samples' zero"),
  command: z.string().describe("The command that repeats this run"),
  client: jsonObject,
  quality: jsonObject.nullable().describe("The instrument's own error record"),
  metadata: jsonObject,
  sample_count: z.number().int(),
  statistics: statisticsSchema.nullable().describe("Null until the run has ended"),
  objectives: z.array(objectiveSchema).nullable().describe(
    "What the run was held against, one by one; null without objectives or statistics",
  ),
  correct: proportionSchema.describe("Of the items that were answered"),
  check_items: z.array(checkItemSchema),
  failure_examples: z.array(failureExampleSchema).describe("The first three of each kind"),
});
export type Run = z.infer<typeof runSchema>;
