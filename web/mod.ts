export { createApiClient } from "./api_client.ts";
export { buildAssets } from "./build_assets.ts";
export { readStylesheet, reportDocument } from "./report/mod.ts";
export { createSite, type SiteDeps } from "./site.tsx";
