import { CatalogError } from "./catalog_error.ts";
import type { Endpoint } from "./endpoint.ts";
import { findDuplicates } from "./find_duplicates.ts";
import {
  type CatalogProblem,
  parseCatalogFile,
  type PlacedEndpoint,
} from "./parse_catalog_file.ts";

/** The catalog that comes with Lapboard. */
export const CATALOG_DIR = new URL(".", import.meta.url);

/** Everything a folder of catalog files says, right or wrong. */
export interface ReadCatalog {
  endpoints: PlacedEndpoint[];
  problems: CatalogProblem[];
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
export async function loadCatalog(dir: string | URL = CATALOG_DIR): Promise<Endpoint[]> {
  const { endpoints, problems } = await readCatalog(dir);
  const all = [...problems, ...findDuplicates(endpoints)];
  if (all.length > 0) throw new CatalogError(all);
  return endpoints.map(({ endpoint }) => endpoint);
}

/**
 * Reads every `*.yaml` of a folder as {@link loadCatalog} does, and judges nothing.
 *
 * @param providerId leave out the files that do not say they are this provider's, unread: reading
 *   all takes tenths of a second
 * @throws {Deno.errors.NotFound} when the folder does not exist
 */
export async function readCatalog(dir: string | URL, providerId?: string): Promise<ReadCatalog> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    if (!entry.isDirectory && /\.ya?ml$/.test(entry.name)) names.push(entry.name);
  }
  const read: ReadCatalog = { endpoints: [], problems: [] };
  for (const name of names.sort()) {
    const text = await Deno.readTextFile(pathIn(dir, name));
    if (providerId !== undefined && providerIdIn(text) !== providerId) continue;
    const parsed = parseCatalogFile(text, name);
    read.endpoints.push(...parsed.endpoints);
    read.problems.push(...parsed.problems);
  }
  return read;
}

/** As it stands in every file of ours; null where it is written in another way. */
function providerIdIn(text: string): string | null {
  return /^id: *([a-z0-9-]+) *$/m.exec(text)?.[1] ?? null;
}

function pathIn(dir: string | URL, name: string): string | URL {
  if (typeof dir === "string") return `${dir}/${name}`;
  return new URL(encodeURIComponent(name), dir.href.endsWith("/") ? dir : `${dir.href}/`);
}
