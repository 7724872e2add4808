import type { CatalogProblem } from "./parse_catalog_file.ts";

/** The catalog cannot be used; {@link problems} holds every reason, not just the first. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  readonly problems: readonly CatalogProblem[];

  constructor(problems: readonly CatalogProblem[]) {
    super(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("\n"));
    this.problems = problems;
  }
}
