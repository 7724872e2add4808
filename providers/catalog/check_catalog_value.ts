import { placeholdersIn } from "./placeholders.ts";
import { type CatalogFile, catalogSchema } from "./catalog_schema.ts";

/** What is wrong with one field of a catalog file. */
export interface FieldProblem {
  /** Where the field is, or should be: `["endpoints", 0, "model"]`. Empty for the whole. */
  path: readonly (string | number)[];
  /** The field is there but has no business there. */
  unknown: boolean;
  /** The end of a sentence that begins with the field: what is wrong, and what is allowed. */
  message: string;
}

/** A value checked: the catalog file it is, or everything that is wrong with it. */
export type CheckedCatalogValue =
  | { file: CatalogFile; problems: [] }
  | { file: null; problems: FieldProblem[] };

/**
 * Checks a value against the catalog's schema and the rules that span several fields. Pure, and
 * light enough for a browser; the same for a file's text and a form's fields.
 *
 * @param protocolNames every protocol's id and aliases
 */
export function checkCatalogValue(
  value: unknown,
  protocolNames: readonly string[],
): CheckedCatalogValue {
  const parsed = catalogSchema(protocolNames).safeParse(value);
  const broken = (parsed.error?.issues ?? []).flatMap((issue): FieldProblem[] => {
    const path = issue.path.map((step) => typeof step === "number" ? step : String(step));
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
        path: [...path, key],
        unknown: true,
        message: issue.message,
      }))
      : [{ path, unknown: false, message: issue.message }];
  });
  const problems = [...broken, ...doubledSlugs(value), ...enabledTemplates(value)];
  return parsed.success && problems.length === 0
    ? { file: parsed.data, problems: [] }
    : { file: null, problems };
}

/** An endpoint's id is its provider's and its slug, so a slug may stand once in a file. */
function doubledSlugs(value: unknown): FieldProblem[] {
  const seen = new Set<unknown>();
  return endpointsOf(value).flatMap(({ slug }, index) => {
    if (typeof slug !== "string" || !seen.has(slug)) {
      seen.add(slug);
      return [];
    }
    const message = "is the slug of an earlier endpoint: give each endpoint its own";
    return [{ path: ["endpoints", index, "slug"], unknown: false, message }];
  });
}

/** The weekly schedule must not depend on whose environment it runs in. */
function enabledTemplates(value: unknown): FieldProblem[] {
  return endpointsOf(value).flatMap(({ base_url, enabled }, index) => {
    const baseUrl = base_url ?? field(value, "base_url");
    const [name] = typeof baseUrl === "string" ? placeholdersIn(baseUrl) : [];
    if (name === undefined || enabled === false) return [];
    const message = `must be false, since the base URL has the placeholder {${name}}`;
    return [{ path: ["endpoints", index, "enabled"], unknown: false, message }];
  });
}

/** Whatever a value has for endpoints, as far as they are records. */
function endpointsOf(value: unknown): Record<string, unknown>[] {
  const endpoints = field(value, "endpoints");
  if (!Array.isArray(endpoints)) return [];
  return endpoints.map((each: unknown) => isRecord(each) ? each : {});
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
