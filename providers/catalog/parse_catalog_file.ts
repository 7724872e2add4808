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
import { findProtocol, protocols } from "../protocols/mod.ts";
import type { CatalogFile, Sources } from "./catalog_schema.ts";
import { checkCatalogValue } from "./check_catalog_value.ts";
import type { Endpoint, Price } from "./endpoint.ts";
import { fieldName } from "./field_name.ts";
import { isOwnPage, ownPlaces } from "./own_page.ts";
import { SECRET_FIELDS } from "./secret_fields.ts";

/** Larger files are refused unread: a provider's file is a few kilobytes. Characters. */
const MAX_FILE_CHARS = 65_536;
/** Longest value quoted in a problem, characters. */
const MAX_QUOTE_CHARS = 80;
const PROTOCOL_NAMES = protocols.flatMap(({ id, aliases }) => [id, ...aliases]);

/** What is wrong at one place of a catalog file. */
export interface CatalogProblem {
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** Path of the field, e.g. `endpoints[0].model`; "" for the file as a whole. */
  field: string;
  /** One line: field, value, what is allowed. */
  message: string;
}

/** An endpoint, where it stands, and where what is said of it was read. */
export interface PlacedEndpoint {
  endpoint: Endpoint;
  file: string;
  /** Line and column of its slug, from 1. */
  line: number;
  column: number;
  /** The endpoint's own sources, and its provider's where it has none. */
  sources: Sources;
  /** Pages among its sources that are not its provider's own and do not say why they were taken. */
  unexplained: { fact: string; url: string }[];
}

/** A catalog file read: the endpoints, or everything that is wrong with it. */
export type ParsedCatalogFile =
  | { endpoints: PlacedEndpoint[]; problems: [] }
  | { endpoints: []; problems: CatalogProblem[] };

/** Reads one catalog file's text. Pure; nothing in the text makes it throw. */
export function parseCatalogFile(text: string, file: string): ParsedCatalogFile {
  if (text.length > MAX_FILE_CHARS) {
    const message = `the file has ${text.length} characters; at most ${MAX_FILE_CHARS} allowed`;
    return { endpoints: [], problems: [{ file, line: 1, column: 1, field: "", message }] };
  }

  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
    schema: "core",
  });
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = [...doc.errors, ...doc.warnings].map(({ pos, message }) => ({
    ...placeAt(pos[0]),
    field: "",
    message: `is not valid YAML: ${message.split("\n")[0]}`,
  }));
  // Only a document without errors is walked: the reader reports too deep nesting as an error.
  if (broken.length === 0) broken.push(...forbiddenSyntax(doc, placeAt));
  if (broken.length > 0) return { endpoints: [], problems: broken };

  const checked = checkCatalogValue(doc.toJS(), PROTOCOL_NAMES);
  if (checked.file === null) {
    const problems = checked.problems.map(({ path, unknown, message }) => ({
      ...placeAt(offsetOf(doc, path)),
      field: fieldName(path),
      message: `${describe(doc, path, unknown)} ${message}`.trim(),
    }));
    return { endpoints: [], problems: problems.sort((a, b) => a.line - b.line) };
  }
  const { file: provider } = checked;
  const places = ownPlaces(provider.links);
  const endpoints = provider.endpoints.map((entry, index) => {
    const sources = { ...provider.sources, ...entry.sources };
    return {
      endpoint: toEndpoint(provider, entry),
      ...placeAt(offsetOf(doc, ["endpoints", index, "slug"])),
      sources,
      unexplained: unexplainedOf(sources, places),
    };
  });
  return { endpoints, problems: [] };
}

function unexplainedOf(sources: Sources, places: readonly string[]): PlacedEndpoint["unexplained"] {
  return Object.entries(sources).flatMap(([fact, source]) =>
    source === undefined || source.secondary !== undefined || isOwnPage(source.url, places)
      ? []
      : [{ fact, url: source.url }]
  );
}

/** Aliases multiply ("billion laughs"), tags and `__proto__` smuggle: a catalog needs none. */
function forbiddenSyntax(
  doc: Document,
  placeAt: (offset: number) => Pick<CatalogProblem, "file" | "line" | "column">,
): CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  const refuse = (offset: number, what: string) =>
    problems.push({
      ...placeAt(offset),
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
function offsetOf(doc: Document, path: readonly (string | number)[]): number {
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

function describe(doc: Document, path: readonly (string | number)[], unknown: boolean): string {
  if (path.length === 0) return "the file";
  const name = fieldName(path);
  if (!doc.hasIn(path)) return `${name} is missing:`;
  const field = String(path.at(-1));
  if (unknown) return name;
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
    protocol: findProtocol(entry.protocol ?? file.protocol).id,
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
    links: { home: file.links.home, docs: file.links.docs },
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
