import type { Endpoint } from "./endpoint.ts";
import {
  type CatalogProblem,
  parseCatalogFile,
  type PlacedEndpoint,
} from "./parse_catalog_file.ts";

/** The catalog cannot be used; {@link problems} holds every reason, not just the first. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  readonly problems: readonly CatalogProblem[];

  constructor(problems: readonly CatalogProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("\n"));
    this.problems = problems;
  }
}

/**
 * Reads every `*.yaml` of a folder, in the order of their names.
 *
 * @param dir the folder; by default the catalog that comes with Lapboard
 * @returns the endpoints of all files, their ids unique
 * @throws {CatalogError} when a file is wrong or two endpoints share an id; names file, line,
 *   field, value and what is allowed, one line a problem, for all problems of all files
 * @throws {Deno.errors.NotFound} when the folder does not exist
 */
export async function loadCatalog(
  dir: string | URL = new URL(".", import.meta.url),
): Promise<Endpoint[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    if (!entry.isDirectory && /\.ya?ml$/.test(entry.name)) names.push(entry.name);
  }
  names.sort();
  const placed: PlacedEndpoint[] = [];
  const problems: CatalogProblem[] = [];
  for (const name of names) {
    const parsed = parseCatalogFile(await Deno.readTextFile(pathIn(dir, name)), name);
    placed.push(...parsed.endpoints);
    problems.push(...parsed.problems);
  }
  problems.push(...findDuplicates(placed));
  if (problems.length > 0) throw new CatalogError(problems);
  return placed.map(({ endpoint }) => endpoint);
}

function pathIn(dir: string | URL, name: string): string | URL {
  if (typeof dir === "string") return `${dir}/${name}`;
  return new URL(encodeURIComponent(name), dir.href.endsWith("/") ? dir : `${dir.href}/`);
}

function findDuplicates(placed: readonly PlacedEndpoint[]): CatalogProblem[] {
  const first = new Map<string, PlacedEndpoint>();
  const problems: CatalogProblem[] = [];
  for (const each of placed) {
    const { id } = each.endpoint;
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, each);
    else {
      problems.push({
        file: each.file,
        line: each.line,
        field: "endpoints",
        message: `the endpoint id "${id}" is already used at ${earlier.file}:${earlier.line}: ` +
          "give each endpoint its own slug",
      });
    }
  }
  return problems;
}
