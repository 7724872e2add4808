import { z } from "zod";
import { QUANTILE_KEYS } from "../../jobs/metrics/summary_types.ts";
import { endpointSchema, priceSchema } from "./endpoint.ts";
import { isoWeekSchema } from "./iso_week.ts";

/** What a board can rank by. */
export const BOARD_METRICS = [
  "ttft",
  "ttfa",
  "itl",
  "tpot",
  "e2e",
  "output_tps",
  "success",
  "correct",
  "price",
] as const;
export type BoardMetric = (typeof BOARD_METRICS)[number];

const interval = z.tuple([z.number(), z.number()]);

export const leaderboardQuerySchema = z.strictObject({
  model: z.string().min(1).max(200).optional().describe(
    "Canonical model name, or `all` (default)",
  ),
  workload: z.string().min(1).max(200).optional().describe("Default chat-550-150"),
  week: isoWeekSchema.optional().describe(
    "ISO week such as 2026-W47. Default: the latest with data",
  ),
  region: z.string().min(1).max(200).optional().describe(
    "Where the client stood. Default: the region of the week's newest run",
  ),
  metric: z.enum(BOARD_METRICS).optional().describe("What to rank by. Default ttft"),
  quantile: z.enum(QUANTILE_KEYS).optional().describe(
    "Quantile of the metric; ignored by success, correct and price. Default p50",
  ),
});
export type LeaderboardQuery = z.infer<typeof leaderboardQuerySchema>;

/** The figures of one measured endpoint. Null where there is none; never 0 for "unknown". */
export const boardRowSchema = z.object({
  endpoint: endpointSchema,
  run_id: z.uuid(),
  measured_at: z.iso.datetime().describe("Start of the run"),
  stale: z.boolean().describe("Older than eight days when served"),
  n: z.number().int().describe("Successful measured requests the figures rest on"),
  ttft_p50_ms: z.number().nullable(),
  ttft_p50_ci95_ms: interval.nullable().describe("Bootstrap 95 % interval"),
  ttft_p99_ms: z.number().nullable(),
  ttft_p99_certified: z.boolean().describe(
    "True when n is large enough to state the P99 with 99 % confidence; else it is an estimate",
  ),
  itl_p50_ms: z.number().nullable(),
  output_tps_p50: z.number().nullable().describe("Output tokens per second of one request, P50"),
  e2e_p50_ms: z.number().nullable(),
  tpot_p50_ms: z.number().nullable(),
  success_rate: z.number().nullable(),
  success_ci95: interval.nullable(),
  correct_rate: z.number().nullable().describe("Checks passed / checks answered"),
  correct_ci95: interval.nullable(),
  price: priceSchema,
  value: z.number().nullable().describe("The figure this board ranks by"),
  value_ci95: interval.nullable(),
  value_certified: z.boolean().describe("False when the value is a quantile that is an estimate"),
});
export type BoardRow = z.infer<typeof boardRowSchema>;

export const rankedRowSchema = boardRowSchema.extend({
  rank: z.number().int().min(1),
  rank_interval: interval.describe(
    "Best and worst rank that the data allow: endpoints that do not differ significantly overlap",
  ),
});
export type RankedRow = z.infer<typeof rankedRowSchema>;

export const unrankedRowSchema = boardRowSchema.extend({
  reason: z.string().describe("Why it was measured and is not ranked"),
});
export type UnrankedRow = z.infer<typeof unrankedRowSchema>;

export const notMeasuredSchema = z.object({
  endpoint: endpointSchema,
  reason: z.string().describe("Why there is no figure this week"),
});
export type NotMeasured = z.infer<typeof notMeasuredSchema>;

export const leaderboardSchema = z.object({
  week: isoWeekSchema.nullable().describe("Null when nothing was ever measured"),
  weeks: z.array(isoWeekSchema).describe("Weeks with data for this workload, newest first"),
  model: z.string().nullable().describe("Null: all models"),
  models: z.array(z.string()),
  workload: z.string(),
  workloads: z.array(z.string()),
  region: z.string().nullable(),
  regions: z.array(z.string()).describe("Regions with data in this week"),
  metric: z.enum(BOARD_METRICS),
  quantile: z.enum(QUANTILE_KEYS).nullable().describe("Null for metrics without quantiles"),
  unit: z.enum(["ms", "ms/token", "tokens/s", "ratio", "usd/mtok"]),
  direction: z.enum(["lower", "higher"]).describe("Which end of the scale ranks first"),
  rules: z.object({
    min_success_rate: z.number().describe("Below it an endpoint is not ranked"),
    min_correct_rate: z.number().describe("Below it an endpoint is not ranked"),
  }),
  updated_at: z.iso.datetime().nullable().describe("When the newest run shown here started"),
  entries: z.array(rankedRowSchema).describe("Ranked, best first"),
  unranked: z.array(unrankedRowSchema).describe("Measured, not ranked, with the reason"),
  not_measured: z.array(notMeasuredSchema),
});
export type Leaderboard = z.infer<typeof leaderboardSchema>;
