import * as z from "zod";
import { baseUrlProblem } from "./base_url.ts";
import { nearestNames } from "./nearest_names.ts";

/*
 * The shape of one catalog file. Every rule's message is the end of the sentence
 * "<file>:<line>: <field> (<value>) ...", and says what is allowed.
 */

const ID_RULE = 'must be lower-case letters, digits, ".", "-" and "_", starting with a letter';

const SLUG_RULE = 'must be lower-case letters, digits, ".", "-" and "_", at most 100 characters';
const LINE_RULE = "must be one line of 1 to 200 characters";
const slug = text(SLUG_RULE).regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, { error: SLUG_RULE });
const line = text(LINE_RULE).refine(
  (value) => value.trim() !== "" && value.length <= 200 && !/\p{Cc}/u.test(value),
  { error: LINE_RULE },
);
const count = z.int("must be a whole number of at least 1").min(1, {
  error: "must be a whole number of at least 1",
});
const usd = z.number("must be a number of USD, or null").min(0, { error: "must not be negative" });
const PAGE_RULE = "must be the address of a page, starting with https://";
const webPage = z.string(PAGE_RULE).refine(
  (text) => text.length <= 500 && URL.parse(text)?.protocol === "https:",
  { error: PAGE_RULE },
);
const PLACE_RULE =
  "must be a host, or a host and a path: example.com, www.npmjs.com/package/example";
/** Everybody has pages there, so the host alone says nothing. */
const SHARED_HOSTS = ["github.com", "npmjs.com", "www.npmjs.com", "pypi.org"];
const place = text(PLACE_RULE)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\w@.~+-]+)*$/i, { error: PLACE_RULE })
  .max(200, { error: PLACE_RULE })
  .refine((host) => !SHARED_HOSTS.includes(host), {
    error: "is a host where everybody has pages: add the path of the provider's own",
  });
const baseUrl = z.string("must be a URL such as https://api.example.com/v1").check((context) => {
  const problem = baseUrlProblem(context.value);
  if (problem !== null) {
    context.issues.push({ code: "custom", input: context.value, message: problem });
  }
});
const day = z.string("must be a day such as 2026-11-22").refine(isDay, {
  error: "must be a day such as 2026-11-22",
});
const onOff = z.boolean("must be true or false");

/**
 * A key pasted in place of its variable's name would be published with the catalog. Names of
 * variables are upper case with words; keys are not.
 */
const keyVariable = z.string("must be the name of an environment variable, or null").regex(
  /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/,
  { error: "must be the NAME of an environment variable, such as EXAMPLE_API_KEY, never the key" },
).refine((name) => name.length <= 64 && !/[A-Z0-9]{25}/.test(name), {
  error: "looks like a key: give the NAME of an environment variable, such as EXAMPLE_API_KEY",
});

const price = fields({
  input_usd_per_mtok: usd.nullable(),
  output_usd_per_mtok: usd.nullable(),
  source: webPage,
  read_on: day,
});

/**
 * A page and the day it was read. `secondary` says why the page is somebody else's than the
 * provider's; a fact from such a page is worth less, and a reader must see so.
 */
const source = fields({ url: webPage, read_on: day, secondary: line.optional() });

/** Where the facts of that name were read, and when. */
const sources = fields({
  base_url: source.optional(),
  api_key_env: source.optional(),
  model: source.optional(),
  requests_per_minute: source.optional(),
});

const hosting = fields({
  engine: line.nullable().default(null),
  engine_version: line.nullable().default(null),
  engine_args: line.nullable().default(null),
  hardware: line.nullable().default(null),
  hardware_count: count.nullable().default(null),
  precision: line.nullable().default(null),
  gpu_usd_per_hour: usd.nullable().default(null),
});

/** The schema of one provider's file, as parsed YAML. */
export function catalogSchema(protocolNames: readonly string[]) {
  const protocol = z.string("must be the name of a protocol").refine(
    (name) => protocolNames.includes(name),
    {
      error: ({ input }) =>
        `is not a protocol we know: did you mean ${
          nearestNames(protocolNames, String(input)).join(", ")
        }?`,
    },
  );
  const endpoint = fields({
    slug,
    model: line,
    canonical_model: slug,
    enabled: onOff.default(true),
    region: line.nullable().default(null),
    protocol: protocol.optional(),
    base_url: baseUrl.optional(),
    price: price.nullable().default(null),
    hosting: hosting.nullable().default(null),
    requests_per_minute: count.nullable().default(null),
    sources: sources.default({}),
  });
  return fields({
    id: text(ID_RULE).regex(/^[a-z][a-z0-9._-]{0,49}$/, { error: ID_RULE }),
    name: line,
    kind: z.enum(["hosted", "self-hosted"], { error: "must be hosted or self-hosted" }),
    protocol,
    base_url: baseUrl,
    api_key_env: keyVariable.nullable(),
    links: fields({
      home: webPage.nullable().default(null),
      docs: webPage.nullable().default(null),
      own: z.array(place, "must be a list of hosts, with or without a path").default([]),
    }).default({ home: null, docs: null, own: [] }),
    sources: sources.default({}),
    endpoints: z.array(endpoint, "must be a list of endpoints").min(1, {
      error: "must list at least one endpoint",
    }),
  });
}

export type CatalogFile = z.infer<ReturnType<typeof catalogSchema>>;
/** Where each fact of that name was read. */
export type Sources = CatalogFile["sources"];

/** Text by a rule; what is not text at all is told so. */
function text(rule: string) {
  return z.string({ error: ({ input }) => input === undefined ? rule : "must be text" });
}

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

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text);
}
