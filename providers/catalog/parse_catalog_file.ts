import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
import { findProtocol } from "../protocols/mod.ts";
import { type CatalogFile, catalogFile } from "./catalog_schema.ts";
import type { Endpoint, Price } from "./endpoint.ts";

/** Larger files are refused unread: a provider's file is a few kilobytes. Characters. */
const MAX_FILE_CHARS = 65_536;
/** Longest value quoted in a problem, characters. */
const MAX_QUOTE_CHARS = 80;
/** Fields whose wrong value may hold a secret, so that it must not be printed. */
const SECRET_FIELDS = ["api_key_env", "base_url"];

/** What is wrong at one place of a catalog file. */
export interface CatalogProblem {
  file: string;
  /** From 1. */
  line: number;
  /** Path of the field, e.g. `endpoints[0].model`; "" for the file as a whole. */
  field: string;
  /** One line: field, value, what is allowed. */
  message: string;
}

/** An endpoint with the line it stands on, for messages about duplicates. */
export interface PlacedEndpoint {
  endpoint: Endpoint;
  file: string;
  line: number;
}

/** A catalog file read: the endpoints, or everything that is wrong with it. */
export type ParsedCatalogFile =
  | { endpoints: PlacedEndpoint[]; problems: [] }
  | { endpoints: []; problems: CatalogProblem[] };

/** Reads one catalog file's text. Pure; nothing in the text makes it throw. */
export function parseCatalogFile(text: string, file: string): ParsedCatalogFile {
  const refused = (line: number, message: string): ParsedCatalogFile => ({
    endpoints: [],
    problems: [{ file, line, field: "", message }],
  });
  if (text.length > MAX_FILE_CHARS) {
    return refused(1, `the file has ${text.length} characters; at most ${MAX_FILE_CHARS} allowed`);
  }

  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    schema: "core",
  });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const broken = [...doc.errors, ...doc.warnings].map(({ pos, message }) => ({
    file,
    line: lineAt(pos[0]),
    field: "",
    message: `is not valid YAML: ${message.split("\n")[0]}`,
  }));
  // Only a document without errors is walked: the reader reports too deep nesting as an error.
  if (broken.length === 0) broken.push(...forbiddenSyntax(doc, file, lineAt));
  if (broken.length > 0) return { endpoints: [], problems: broken };

  const parsed = catalogFile.safeParse(doc.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => {
      const paths = issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => [...issue.path, key])
        : [issue.path];
      return paths.map((path) => ({
        file,
        line: lineAt(offsetOf(doc, path)),
        field: fieldName(path),
        message: `${describe(doc, path, issue.code)} ${issue.message}`.trim(),
      }));
    });
    return { endpoints: [], problems };
  }
  const endpoints = parsed.data.endpoints.map((entry, index) => ({
    endpoint: toEndpoint(parsed.data, entry),
    file,
    line: lineAt(offsetOf(doc, ["endpoints", index, "slug"])),
  }));
  return { endpoints, problems: [] };
}

/** Aliases multiply ("billion laughs"), tags and `__proto__` smuggle: a catalog needs none. */
function forbiddenSyntax(
  doc: Document,
  file: string,
  lineAt: (offset: number) => number,
): CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  const refuse = (offset: number, what: string) =>
    problems.push({
      file,
      line: lineAt(offset),
      field: "",
      message: `${what} not allowed in a catalog file: write the value out`,
    });
  visit(doc, {
    Alias: (_, node) => void refuse(node.range?.[0] ?? 0, `the alias *${node.source} is`),
    Node: (_, node) => {
      if (node.anchor) refuse(node.range?.[0] ?? 0, `the anchor &${node.anchor} is`);
      if (node.tag) refuse(node.range?.[0] ?? 0, `the tag ${node.tag} is`);
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && ["__proto__", "<<"].includes(String(key.value))) {
        refuse(key.range?.[0] ?? 0, `the field ${key.value} is`);
      }
    },
  });
  return problems;
}

/** Where the path starts in the text, or where its nearest existing parent does. */
function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
  let node: unknown = doc.contents;
  let offset = isNode(node) ? node.range?.[0] ?? 0 : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** `endpoints[0].price.source` */
function fieldName(path: readonly PropertyKey[]): string {
  return path.map((step) => typeof step === "number" ? `[${step}]` : `.${String(step)}`).join("")
    .replace(/^\./, "");
}

function describe(doc: Document, path: readonly PropertyKey[], code: string): string {
  if (path.length === 0) return "the file";
  const name = fieldName(path);
  if (!doc.hasIn(path)) return `${name} is missing:`;
  const field = String(path.at(-1));
  if (code === "unrecognized_keys") return name;
  if (SECRET_FIELDS.includes(field)) return `${name} (value not shown)`;
  const value: unknown = doc.getIn(path);
  if (isNode(value)) return name;
  const quoted = JSON.stringify(value) ?? String(value);
  return `${name} (${
    quoted.length > MAX_QUOTE_CHARS ? `${quoted.slice(0, MAX_QUOTE_CHARS)}…` : quoted
  })`;
}

function toEndpoint(file: CatalogFile, entry: CatalogFile["endpoints"][number]): Endpoint {
  const { price, hosting } = entry;
  return {
    id: `${file.id}/${entry.slug}`,
    providerId: file.id,
    providerName: file.name,
    kind: file.kind,
    model: entry.model,
    canonicalModel: entry.canonical_model,
    protocol: findProtocol(file.protocol).id,
    baseUrl: entry.base_url ?? file.base_url,
    apiKeyEnv: file.api_key_env,
    enabled: entry.enabled,
    region: entry.region,
    price: toPrice(price),
    hosting: hosting === null ? null : {
      engine: hosting.engine,
      engineVersion: hosting.engine_version,
      engineArgs: hosting.engine_args,
      hardware: hosting.hardware,
      hardwareCount: hosting.hardware_count,
      precision: hosting.precision,
      gpuUsdPerHour: hosting.gpu_usd_per_hour,
    },
    links: file.links,
    requestsPerMinute: entry.requests_per_minute,
  };
}

function toPrice(price: CatalogFile["endpoints"][number]["price"]): Price {
  return {
    inputUsdPerMtok: price?.input_usd_per_mtok ?? null,
    outputUsdPerMtok: price?.output_usd_per_mtok ?? null,
    source: price?.source ?? null,
    readOn: price?.read_on ?? null,
  };
}
