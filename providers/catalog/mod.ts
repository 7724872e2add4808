export { CatalogError } from "./catalog_error.ts";
export type { Sources } from "./catalog_schema.ts";
export type { Endpoint, EndpointKind, Hosting, Price } from "./endpoint.ts";
export { findDuplicates } from "./find_duplicates.ts";
export { findEndpoint } from "./find_endpoint.ts";
export { CATALOG_DIR, loadCatalog, type ReadCatalog, readCatalog } from "./load_catalog.ts";
export {
  type CatalogProblem,
  parseCatalogFile,
  type PlacedEndpoint,
} from "./parse_catalog_file.ts";
export { fillPlaceholders, placeholdersIn } from "./placeholders.ts";
