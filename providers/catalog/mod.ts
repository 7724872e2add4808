export { baseUrlProblem } from "./base_url.ts";
export type { Endpoint, EndpointKind, Hosting, Price } from "./endpoint.ts";
export { findEndpoint } from "./find_endpoint.ts";
export { CatalogError, loadCatalog } from "./load_catalog.ts";
