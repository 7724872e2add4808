import * as z from "zod";
import type { Json } from "../../providers/protocols/protocol.ts";
import { MIN_BLOCK_TOKENS } from "./exact_prompt.ts";
import { acceptedShare } from "./lengths.ts";
import { TEXT_NAMES } from "./texts.ts";

/*
 * The shape of one workload file. Every rule's message is the end of the sentence
 * "<file>:<line>: <field> (<value>) ...", and says what is allowed.
 */

/** Most tokens a length may have: past every context window there is. */
const MAX_TOKENS = 1_000_000;
/** Most records of a data file that may be kept. */
const MAX_RECORDS = 1_000_000;

const ID_RULE = 'must be lower-case letters, digits, ".", "-" and "_", starting with a letter';

const tokens = wholeNumber(1, MAX_TOKENS);
const line = z.string("must be text").refine(
  (text) => text.trim() !== "" && text.length <= 200 && !/\p{Cc}/u.test(text),
  { error: "must be one line of 1 to 200 characters" },
);
const prose = z.string("must be text").refine(
  (text) => text.trim() !== "" && text.length <= 4000,
  { error: "must be text of 1 to 4000 characters" },
).transform((text) => text.trim().replace(/\s+/g, " "));
const path = z.string("must be the path of a file").min(1, {
  error: "must be the path of a file, seen from this file's folder",
});
const limits = {
  min_tokens: tokens.default(1),
  max_tokens: tokens.default(MAX_TOKENS),
};

const lengths = z.discriminatedUnion("distribution", [
  fields({ distribution: z.literal("fixed"), tokens }),
  fields({
    distribution: z.literal("normal"),
    mean_tokens: tokens,
    stddev_tokens: number(0, MAX_TOKENS),
    ...limits,
  }).check(ordered, (context) => {
    // A draw is repeated until it fits: with hardly any that does, that would take for ever.
    if (acceptedShare(context.value) < 0.01) {
      refuse(context, "must let at least 1 draw in 100 lie within min_tokens and max_tokens");
    }
  }),
  fields({
    distribution: z.literal("lognormal"),
    mean_tokens: tokens.optional(),
    median_tokens: tokens.optional(),
    sigma: number(0, 10),
    ...limits,
  }).check(ordered, (context) => {
    const { mean_tokens, median_tokens } = context.value;
    if ((mean_tokens === undefined) === (median_tokens === undefined)) {
      refuse(context, "must have either mean_tokens or median_tokens");
    }
  }),
  fields({
    distribution: z.literal("uniform"),
    min_tokens: tokens,
    max_tokens: tokens,
  }).check(ordered),
  fields({ distribution: z.literal("from-file"), file: path }),
], oneOf("distribution", "fixed, normal, lognormal, uniform or from-file"));

const cache = z.discriminatedUnion("policy", [
  fields({ policy: z.literal("cold") }),
  fields({
    policy: z.literal("shared-prefix"),
    prefix_tokens: wholeNumber(MIN_BLOCK_TOKENS, MAX_TOKENS),
    fraction: number(0, 1).default(1),
  }),
  fields({ policy: z.literal("warm"), distinct_prompts: wholeNumber(1, 10_000).default(16) }),
], oneOf("policy", "cold, shared-prefix or warm"));

const recordedCache = z.discriminatedUnion("policy", [
  fields({ policy: z.literal("as-recorded") }),
  fields({ policy: z.literal("cold") }),
], oneOf("policy", "as-recorded or cold"));

const common = {
  id: z.string("must be text").regex(/^[a-z][a-z0-9._-]{0,79}$/, { error: ID_RULE }),
  version: wholeNumber(1, 10_000),
  title: line,
  description: prose,
  source: prose.nullable().default(null),
  sampling_params: z.record(z.string(), z.json(), "must be a block of body parameters")
    .transform((params) => params as Record<string, Json>).default({}),
  suggested_load: fields({
    request_rate_per_s: number(0.000_001, 1_000_000),
    requests: wholeNumber(1, 1_000_000_000),
  }).nullable().default(null),
};

const recordLimits = {
  max_input_tokens: tokens.default(MAX_TOKENS),
  max_output_tokens: tokens.default(MAX_TOKENS),
};

/** One workload file, as parsed YAML. Keys as they stand in the file; docs/workloads says more. */
export const workloadFile = z.discriminatedUnion("kind", [
  fields({
    kind: z.literal("llmperf"),
    ...common,
    mean_input_tokens: tokens,
    stddev_input_tokens: wholeNumber(0, MAX_TOKENS),
    mean_output_tokens: tokens,
    stddev_output_tokens: wholeNumber(0, MAX_TOKENS),
    cache: fields({ policy: z.literal("cold", "must be cold") }),
  }),
  fields({
    kind: z.literal("synthetic"),
    ...common,
    text: z.enum(TEXT_NAMES, { error: `must be ${TEXT_NAMES.join(" or ")}` }).default("verse"),
    input: lengths,
    output: lengths,
    cache,
  }),
  fields({
    kind: z.literal("dataset"),
    ...common,
    format: z.enum(["sharegpt", "jsonl"], { error: "must be sharegpt or jsonl" }),
    file: path,
    turns: z.enum(["first", "last", "all"], { error: "must be first, last or all" }),
    order: z.enum(["file", "shuffled"], { error: "must be file or shuffled" })
      .default("shuffled"),
    default_output_tokens: tokens.default(256),
    default_think_ms: number(0, 86_400_000).default(0),
    conversations_at_once: wholeNumber(1, 10_000).default(16),
    max_records: wholeNumber(1, MAX_RECORDS).default(1000),
    ...recordLimits,
    cache: recordedCache.default({ policy: "as-recorded" }),
  }),
  fields({
    kind: z.literal("trace"),
    ...common,
    format: z.enum(["azure", "burstgpt", "mooncake"], {
      error: "must be azure, burstgpt or mooncake",
    }),
    file: path,
    text: z.enum(TEXT_NAMES, { error: `must be ${TEXT_NAMES.join(" or ")}` }).default("verse"),
    time_scale: number(0.000_001, 1_000_000).default(1),
    block_tokens: wholeNumber(MIN_BLOCK_TOKENS, 65_536).default(512),
    max_records: wholeNumber(1, MAX_RECORDS).default(10_000),
    ...recordLimits,
  }),
], oneOf("kind", "llmperf, synthetic, dataset or trace"));

export type WorkloadDefinition = z.infer<typeof workloadFile>;
export type DefinitionOf<Kind extends WorkloadDefinition["kind"]> = Extract<
  WorkloadDefinition,
  { kind: Kind }
>;

/** An object with these fields and no others; an unknown field is nearly always a typing error. */
function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const names = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys"
        ? `is not a known field; allowed here: ${names}`
        : `must be a block with the fields ${names}`,
  });
}

/** What to say of a block that is none of the sorts told apart by one of its fields. */
function oneOf(field: string, names: string) {
  return {
    error: ({ code }: { code: string }) =>
      code === "invalid_union" ? `must be ${names}` : `must be a block whose ${field} is ${names}`,
  };
}

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int(error).min(least, { error }).max(most, { error });
}

function number(least: number, most: number) {
  const error = `must be a number from ${least} to ${most}`;
  return z.number(error).min(least, { error }).max(most, { error });
}

function ordered(
  context: z.core.ParsePayload<{ min_tokens: number; max_tokens: number }>,
): void {
  const { min_tokens, max_tokens } = context.value;
  if (min_tokens > max_tokens) refuse(context, "must not have min_tokens above max_tokens");
}

function refuse(context: z.core.ParsePayload, message: string): void {
  context.issues.push({ code: "custom", input: context.value, message });
}
