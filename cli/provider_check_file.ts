import {
  CATALOG_DIR,
  type CatalogProblem,
  findDuplicates,
  parseCatalogFile,
  type PlacedEndpoint,
  readCatalog,
} from "../providers/catalog/mod.ts";

/** What can be said of a catalog file without asking its endpoints anything. */
export interface CheckedFile {
  /** As it was given. */
  file: string;
  /** Everything that is wrong with it; nothing can be measured until all of it is mended. */
  problems: CatalogProblem[];
  /** What nobody must mend, but a reader of the catalog will ask. */
  notes: string[];
  /** Empty when there are problems. */
  endpoints: PlacedEndpoint[];
}

/**
 * Reads a catalog file and compares its ids with the catalog's.
 *
 * @param catalogDir the folder whose other files must not have the same ids
 * @throws {Deno.errors.NotFound} and its kind when the file cannot be read
 */
export async function checkProviderFile(
  file: string,
  catalogDir: string | URL = CATALOG_DIR,
): Promise<CheckedFile> {
  const parsed = parseCatalogFile(await Deno.readTextFile(file), file);
  const { endpoints: others, problems: broken } = await readCatalog(catalogDir);
  const own = await nameWithin(file, catalogDir);
  const rest = others.filter((other) => other.file !== own);
  const problems: CatalogProblem[] = [
    ...parsed.problems,
    ...findDuplicates([...rest, ...parsed.endpoints]).filter((each) => each.file === file),
  ];
  const unread = new Set(broken.map((problem) => problem.file).filter((name) => name !== own));
  return {
    file,
    problems,
    notes: [
      ...[...unread].map((name) =>
        `the catalog's ${name} has problems of its own, so its ids were not compared`
      ),
      ...missingSources(parsed.endpoints),
      ...unexplainedSources(parsed.endpoints),
    ],
    endpoints: problems.length === 0 ? parsed.endpoints : [],
  };
}

/** The file's name in the catalog's folder; null when it lies elsewhere. */
async function nameWithin(file: string, catalogDir: string | URL): Promise<string | null> {
  const [path, folder] = [await Deno.realPath(file), await Deno.realPath(catalogDir)];
  const prefix = `${folder.replace(/\/+$/, "")}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

/** One note a fact, however many endpoints state it. */
function missingSources(endpoints: readonly PlacedEndpoint[]): string[] {
  const hosted = endpoints.filter(({ endpoint }) => endpoint.kind === "hosted");
  return (["base_url", "api_key_env", "model"] as const).flatMap((fact) => {
    const without = hosted.filter(({ endpoint, sources }) =>
      sources[fact] === undefined && (fact !== "api_key_env" || endpoint.apiKeyEnv !== null)
    );
    if (without.length === 0) return [];
    const whose = without.length === hosted.length
      ? ""
      : ` of ${without.map(({ endpoint }) => endpoint.id).join(", ")}`;
    return [`sources.${fact} is not given: on which page${whose}, and on which day, was it read?`];
  });
}

/** One note a page, however many endpoints state it. */
function unexplainedSources(endpoints: readonly PlacedEndpoint[]): string[] {
  const notes = endpoints.flatMap(({ unexplained }) =>
    unexplained.map(({ fact, url }) =>
      `sources.${fact}: is ${url} the provider's own page? Then add its place to links.own; ` +
      "if not, say in `secondary`, beside the page, why it was taken"
    )
  );
  return [...new Set(notes)];
}
