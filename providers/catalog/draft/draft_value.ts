import { catalogSchema } from "../catalog_schema.ts";
import { type DraftField, ENDPOINT_GROUPS, fieldsOf, PROVIDER_GROUPS } from "./draft_fields.ts";

/** What a form says, as the catalog file it would be: not checked yet. */
export interface DraftValue {
  value: Record<string, unknown>;
  /** The number in the form of each endpoint of the value: blank ones are left out of it. */
  formIndexes: number[];
}

type Block = Record<string, unknown>;

const MAX_ENDPOINTS = 100;
const ENDPOINT_NAME = /^endpoints\[(\d{1,4})\]\.(.+)$/;
/** Fields that must stand in a block even when they are not known. */
const NULL_WHEN_BLANK = ["api_key_env", "price.input_usd_per_mtok", "price.output_usd_per_mtok"];

const { shape } = catalogSchema([]);
/** Fields in the order in which a reader of the catalog finds them, whatever the form's. */
const PROVIDER_ORDER = Object.keys(shape);
const ENDPOINT_ORDER = Object.keys(shape.endpoints.element.shape);

/**
 * Reads a form's entries. Names are the fields' paths: `base_url`, `endpoints[0].price.source`;
 * others are ignored, and so are endpoints in which nothing is filled in, unless all are so.
 */
export function draftValue(entries: Iterable<readonly [name: string, text: string]>): DraftValue {
  const provider = new Map<string, string>();
  const endpoints = new Map<number, Map<string, string>>();
  for (const [name, raw] of entries) {
    const text = raw.trim();
    const [_, index, path] = ENDPOINT_NAME.exec(name) ?? [];
    if (path === undefined) provider.set(name, text);
    else if (endpoints.has(Number(index)) || endpoints.size < MAX_ENDPOINTS) {
      const texts = endpoints.get(Number(index)) ?? new Map<string, string>();
      endpoints.set(Number(index), texts.set(path, text));
    }
  }
  const numbered = [...endpoints].sort(([a], [b]) => a - b);
  const filled = numbered.filter(([_, texts]) => isFilledIn(texts));
  const used = filled.length > 0 ? filled : numbered.slice(0, 1);
  const value = inOrder(PROVIDER_ORDER, {
    ...blockOf(fieldsOf(PROVIDER_GROUPS), provider),
    endpoints: used.map(([_, texts]) =>
      inOrder(ENDPOINT_ORDER, blockOf(fieldsOf(ENDPOINT_GROUPS), texts))
    ),
  });
  return { value, formIndexes: used.map(([index]) => index) };
}

function inOrder(keys: readonly string[], block: Block): Block {
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(block, key)).map((key) => [key, block[key]]),
  );
}

function isFilledIn(texts: ReadonlyMap<string, string>): boolean {
  return [...texts].some(([path, text]) => path !== "enabled" && text !== "");
}

function blockOf(fields: readonly DraftField[], texts: ReadonlyMap<string, string>): Block {
  const block: Block = {};
  for (const field of fields) {
    const [first, ...rest] = field.path.split(".");
    const inBlock = (path: string) => path.startsWith(`${first}.`);
    const text = texts.get(field.path) ?? "";
    if (field.input === "switch") {
      // The schema's default is on, and a form's switch that is off sends nothing.
      if (text === "") block[field.path] = false;
    } else if (text !== "") {
      put(block, field.path, field.input === "number" ? numberOrText(text) : text);
    } else if (NULL_WHEN_BLANK.includes(field.path)) {
      const wanted = rest.length === 0 ||
        [...texts].some(([path, other]) => inBlock(path) && other !== "");
      if (wanted) put(block, field.path, null);
    }
  }
  return block;
}

/** Text that is no number stays text, for the schema to refuse. */
function numberOrText(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function put(block: Block, path: string, value: unknown): void {
  const steps = path.split(".");
  const last = steps.pop()!;
  let inner = block;
  for (const step of steps) inner = (inner[step] ??= {}) as Block;
  inner[last] = value;
}
