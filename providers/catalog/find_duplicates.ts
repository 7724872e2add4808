import type { CatalogProblem, PlacedEndpoint } from "./parse_catalog_file.ts";

/** A problem for each endpoint whose id an earlier one has: ids name endpoints for ever. */
export function findDuplicates(placed: readonly PlacedEndpoint[]): CatalogProblem[] {
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
        column: each.column,
        field: "endpoints",
        message: `the endpoint id "${id}" is already used at ${earlier.file}:${earlier.line}: ` +
          "give each endpoint its own slug",
      });
    }
  }
  return problems;
}
