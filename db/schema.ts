import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/** Postgres `bytea` as `Uint8Array`. */
const bytea = customType<{ data: Uint8Array; driverData: Uint8Array | string }>({
  dataType: () => "bytea",
});

/** What is measured. A row mirrors a catalog entry, or an endpoint given by hand on the command line. */
export const endpoints = pgTable("endpoints", {
  id: text().primaryKey(),
  providerId: text("provider_id").notNull(),
  providerName: text("provider_name").notNull(),
  /** `hosted`, `self-hosted` or `simulated`. */
  kind: text().notNull(),
  model: text().notNull(),
  canonicalModel: text("canonical_model").notNull(),
  protocol: text().notNull(),
  baseUrl: text("base_url").notNull(),
  /** Environment variable that holds the key; never the key itself. Null when none is needed. */
  apiKeyEnv: text("api_key_env"),
  /** Listed in the catalog and measured weekly. */
  enabled: boolean().notNull(),
  region: text(),
  inputUsdPerMtok: doublePrecision("input_usd_per_mtok"),
  outputUsdPerMtok: doublePrecision("output_usd_per_mtok"),
  priceSource: text("price_source"),
  priceReadOn: text("price_read_on"),
  hosting: jsonb(),
  links: jsonb(),
  /** Requests a minute the provider allows by default; null when not known. */
  requestsPerMinute: doublePrecision("requests_per_minute"),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

/** Runs that belong together: the steps of one plan. */
export const runGroups = pgTable("run_groups", {
  id: uuid().primaryKey(),
  /** What was measured; in a comparison side A. */
  endpointId: text("endpoint_id").notNull().references(() => endpoints.id),
  /** Side B of a comparison; null otherwise. */
  againstEndpointId: text("against_endpoint_id").references(() => endpoints.id),
  /** `load`, `sweep`, `slo`, `sustained`, `compare`, `full`. */
  planKind: text("plan_kind").notNull(),
  /** `Plan` of `jobs/plans`: from it and the steps that are done follows the next step. */
  plan: jsonb().notNull(),
  /** Objectives in their canonical form; null when there are none. */
  slo: text(),
  /** `running`, `complete`, `failed`, `interrupted`; all but `complete` can be gone on with. */
  status: text().notNull(),
  /** Why it did not complete; null when it did. */
  reason: text(),
  workloadId: text("workload_id").notNull(),
  workload: jsonb().notNull(),
  /** Every step has a seed of its own, made of this one. */
  seed: bigint({ mode: "number" }).notNull(),
  methodologyVersion: integer("methodology_version").notNull(),
  region: text().notNull(),
  startedAt: timestamp("started_at", { withTimezone: true }).notNull(),
  /** When it last stopped; null while it runs. */
  endedAt: timestamp("ended_at", { withTimezone: true }),
  /** What the steps that are done have shown, as it stands in JSON; can be made again from the runs. */
  result: jsonb(),
  /** Options of the command line, without secrets: what it takes to go on. */
  options: jsonb().notNull(),
  /** The command line that repeats this group, without secrets. */
  command: text().notNull(),
  metadata: jsonb().notNull(),
});

/** One execution of a job. */
export const runs = pgTable("runs", {
  id: uuid().primaryKey(),
  endpointId: text("endpoint_id").notNull().references(() => endpoints.id),
  /** `running`, `complete`, `failed` (no request succeeded), `interrupted`. */
  status: text().notNull(),
  /** `ok`, `suspect` or `invalid`; null while running. */
  verdict: text(),
  workloadId: text("workload_id").notNull(),
  /** Lengths, sampling parameters, cache policy: all that defines the workload. */
  workload: jsonb().notNull(),
  /** Load plan: concurrency, request count, timeouts. */
  plan: jsonb().notNull(),
  seed: bigint({ mode: "number" }).notNull(),
  methodologyVersion: integer("methodology_version").notNull(),
  /** ISO week of the start, `2026-W47`. */
  isoWeek: text("iso_week").notNull(),
  /** Where the client stood; free label, `local` by default. */
  region: text().notNull(),
  startedAt: timestamp("started_at", { withTimezone: true }).notNull(),
  endedAt: timestamp("ended_at", { withTimezone: true }),
  /** Unix time of the samples' zero, ms. */
  clockOriginUnixMs: doublePrecision("clock_origin_unix_ms").notNull(),
  /** The command line that repeats this run, without secrets. */
  command: text().notNull(),
  /** Versions, operating system, transport: the client that measured. */
  client: jsonb().notNull(),
  /** The instrument's own error record; null while running. */
  quality: jsonb(),
  /** Why the run did not complete; null when it did. */
  reason: text(),
  metadata: jsonb().notNull(),
  /** The group it is a step of; null for a run by itself. Steps are never ranked on a board. */
  groupId: uuid("group_id").references(() => runGroups.id),
  /** `StepSpec` of `jobs/plans`: its place in the plan, level, side, round; null with the group. */
  step: jsonb(),
}, (t) => [
  index("runs_board").on(t.workloadId, t.isoWeek, t.endpointId),
  index("runs_group").on(t.groupId),
]);

/** The record of one request. Rows are only ever inserted. Times: ms since the run's start. */
export const samples = pgTable("samples", {
  runId: uuid("run_id").notNull().references(() => runs.id),
  index: integer().notNull(),
  phase: text().notNull(),
  scheduledMs: doublePrecision("scheduled_ms").notNull(),
  sentMs: doublePrecision("sent_ms"),
  connectStartMs: doublePrecision("connect_start_ms"),
  connectedMs: doublePrecision("connected_ms"),
  firstByteMs: doublePrecision("first_byte_ms"),
  firstEventMs: doublePrecision("first_event_ms"),
  firstReasoningMs: doublePrecision("first_reasoning_ms"),
  firstContentMs: doublePrecision("first_content_ms"),
  lastContentMs: doublePrecision("last_content_ms"),
  endMs: doublePrecision("end_ms").notNull(),
  /** Arrivals of the events with text: little-endian uint32, microseconds since `sent_ms`. */
  arrivalsUs: bytea("arrivals_us").notNull(),
  /** Tokens of each of those events: unsigned LEB128 varints. */
  eventTokens: bytea("event_tokens").notNull(),
  requestedInputTokens: integer("requested_input_tokens").notNull(),
  requestedOutputTokens: integer("requested_output_tokens"),
  ownInputTokens: integer("own_input_tokens").notNull(),
  ownOutputTokens: integer("own_output_tokens").notNull(),
  ownReasoningTokens: integer("own_reasoning_tokens").notNull(),
  usageInputTokens: integer("usage_input_tokens"),
  usageOutputTokens: integer("usage_output_tokens"),
  usageReasoningTokens: integer("usage_reasoning_tokens"),
  usageCachedInputTokens: integer("usage_cached_input_tokens"),
  finishReason: text("finish_reason"),
  reads: integer().notNull(),
  bytesReceived: bigint("bytes_received", { mode: "number" }).notNull(),
  retries: integer().notNull(),
  /** `ok` or a failure kind. */
  outcome: text().notNull(),
  failurePhase: text("failure_phase"),
  httpStatus: integer("http_status"),
  retryAfterS: doublePrecision("retry_after_s"),
  failureMessage: text("failure_message"),
  bodyExcerpt: text("body_excerpt"),
}, (t) => [primaryKey({ columns: [t.runId, t.index] })]);

/** Statistics of a run under one version of the methodology; always recomputable from `samples`. */
export const summaries = pgTable("summaries", {
  runId: uuid("run_id").notNull().references(() => runs.id),
  methodologyVersion: integer("methodology_version").notNull(),
  /** `RunStatistics` of `jobs/metrics`, as it stands in JSON. */
  statistics: jsonb().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
}, (t) => [primaryKey({ columns: [t.runId, t.methodologyVersion] })]);

/** One question of the correctness check and what came back. Rows are only ever inserted. */
export const checkItems = pgTable("check_items", {
  runId: uuid("run_id").notNull().references(() => runs.id),
  index: integer().notNull(),
  /** `number_words`, `arithmetic`, `exact_copy`, `json_shape`. */
  kind: text().notNull(),
  prompt: text().notNull(),
  expected: text().notNull(),
  /** The answer as it came, bounded; null when the request failed. */
  got: text(),
  /** Null when the request failed: nothing was answered, so nothing is judged. */
  passed: boolean(),
  /** Failure kind of the request; null when it was answered. */
  failure: text(),
}, (t) => [primaryKey({ columns: [t.runId, t.index] })]);

/** One slot of the weekly calendar. The primary key is what makes a claim exclusive. */
export const slots = pgTable("slots", {
  endpointId: text("endpoint_id").notNull().references(() => endpoints.id),
  workloadId: text("workload_id").notNull(),
  region: text().notNull(),
  isoWeek: text("iso_week").notNull(),
  /** `claimed`, `done`, `failed`, `skipped`. */
  status: text().notNull(),
  claimedBy: text("claimed_by").notNull(),
  claimedAt: timestamp("claimed_at", { withTimezone: true }).notNull(),
  /** How often it has been claimed, this time included. */
  attempts: integer().notNull().default(1),
  finishedAt: timestamp("finished_at", { withTimezone: true }),
  /** Why it was skipped or failed; null otherwise. */
  reason: text(),
  runId: uuid("run_id").references(() => runs.id),
}, (t) => [primaryKey({ columns: [t.endpointId, t.workloadId, t.region, t.isoWeek] })]);
