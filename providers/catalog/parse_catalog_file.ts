import { type Document, isNode } from "yaml";
import { findProtocol, protocols } from "../protocols/mod.ts";
import { offsetOf, readStrictYaml } from "../strict_yaml.ts";
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

  const { doc, problems: broken, placeAt: lineAt } = readStrictYaml(text, "a catalog file");
  const placeAt = (offset: number) => ({ file, ...lineAt(offset) });
  if (broken.length > 0) {
    const problems = broken.map(({ offset, message }) => ({
      ...placeAt(offset),
      field: "",
      message,
    }));
    return { endpoints: [], problems };
  }

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
