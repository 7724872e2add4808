import { z } from "zod";

export const samplesQuerySchema = z.strictObject({
  after: z.string().regex(/^(-1|\d{1,9})$/, "must be a whole number, -1 or more").optional()
    .describe("Show samples with a greater index. Default -1"),
  limit: z.string().regex(/^([1-9]\d{0,2}|1000)$/, "must be a whole number from 1 to 1000")
    .optional().describe("At most this many, 1 to 1000. Default 200. Not with format=jsonl"),
  format: z.enum(["json", "jsonl"]).optional().describe(
    "jsonl streams every sample, one JSON object a line. Default json",
  ),
}).refine((query) => !(query.format === "jsonl" && query.limit !== undefined), {
  path: ["limit"],
  message: "does not go with format=jsonl, which sends every sample",
});

const offset = z.number().nullable();

/** The record of one request. Times: ms since the run's start; null where it did not happen. */
export const sampleSchema = z.object({
  index: z.number().int(),
  phase: z.enum(["warmup", "measured"]),
  scheduled_ms: z.number(),
  sent_ms: offset.describe("First byte handed to the socket"),
  connect_start_ms: offset.describe("Null when the connection was reused"),
  connected_ms: offset.describe("Null when the connection was reused"),
  first_byte_ms: offset,
  first_event_ms: offset,
  first_reasoning_ms: offset,
  first_content_ms: offset,
  last_content_ms: offset,
  end_ms: z.number(),
  arrivals_ms: z.array(z.number()).describe("Arrival of each event that carried text"),
  tokens_per_event: z.array(z.number().int()).describe("Own-tokenizer tokens of each such event"),
  tokens: z.object({
    requested_input: z.number().int(),
    requested_output: z.number().int().nullable(),
    own_input: z.number().int(),
    own_output: z.number().int(),
    own_reasoning: z.number().int(),
    usage_input: z.number().int().nullable(),
    usage_output: z.number().int().nullable(),
    usage_reasoning: z.number().int().nullable(),
    usage_cached_input: z.number().int().nullable(),
  }),
  finish_reason: z.string().nullable(),
  reads: z.number().int(),
  bytes_received: z.number().int(),
  retries: z.number().int(),
  outcome: z.string().describe("ok, or a failure kind"),
  failure: z.object({
    kind: z.string(),
    phase: z.string().nullable(),
    http_status: z.number().int().nullable(),
    retry_after_s: z.number().nullable(),
    message: z.string(),
    body_excerpt: z.string().nullable(),
  }).nullable(),
});
export type SampleJson = z.infer<typeof sampleSchema>;

export const samplePageSchema = z.object({
  run_id: z.uuid(),
  samples: z.array(sampleSchema),
  next_after: z.number().int().nullable().describe("Pass as `after`; null on the last page"),
});
export type SamplePage = z.infer<typeof samplePageSchema>;
