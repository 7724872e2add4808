import type { EndpointWithLastRun } from "../db/queries/list_endpoints.ts";
import type { endpoints } from "../db/schema.ts";
import type { Endpoint, EndpointDetail, Hosting, Price } from "./contract/endpoint.ts";

type EndpointRow = typeof endpoints.$inferSelect;

/** Three input tokens to one output token; null unless both prices are known. */
export function blendPrice(inputUsdPerMtok: number | null, outputUsdPerMtok: number | null) {
  return inputUsdPerMtok === null || outputUsdPerMtok === null
    ? null
    : (3 * inputUsdPerMtok + outputUsdPerMtok) / 4;
}

/** An endpoint's list price as the wire shows it. */
export function priceJson(row: EndpointRow): Price {
  return {
    input_usd_per_mtok: row.inputUsdPerMtok,
    output_usd_per_mtok: row.outputUsdPerMtok,
    blended_usd_per_mtok: blendPrice(row.inputUsdPerMtok, row.outputUsdPerMtok),
    source: row.priceSource,
    read_on: row.priceReadOn,
  };
}

/** The short form of an endpoint, as boards carry it. */
export function endpointJson(row: EndpointRow): Endpoint {
  return {
    id: row.id,
    provider_id: row.providerId,
    provider_name: row.providerName,
    model: row.model,
    canonical_model: row.canonicalModel,
    protocol: row.protocol,
    kind: row.kind as Endpoint["kind"],
    region: row.region,
  };
}

/** All that is known of an endpoint. `hosting` and `links` are stored in the catalog's words. */
export function endpointDetailJson(row: EndpointRow): Omit<EndpointDetail, "last_run"> {
  const links = (row.links ?? {}) as { home?: string | null; docs?: string | null };
  return {
    ...endpointJson(row),
    base_url: row.baseUrl,
    enabled: row.enabled,
    price: priceJson(row),
    hosting: hostingJson(row.hosting),
    links: { home: links.home ?? null, docs: links.docs ?? null },
  };
}

/** An endpoint as the list of endpoints shows it. */
export function endpointListItemJson(row: EndpointWithLastRun): EndpointDetail {
  const { lastRun } = row;
  return {
    ...endpointDetailJson(row.endpoint),
    last_run: lastRun && {
      id: lastRun.id,
      week: lastRun.isoWeek,
      status: lastRun.status,
      started_at: lastRun.startedAt.toISOString(),
    },
  };
}

interface StoredHosting {
  engine?: string | null;
  engineVersion?: string | null;
  engineArgs?: string | null;
  hardware?: string | null;
  hardwareCount?: number | null;
  precision?: string | null;
  gpuUsdPerHour?: number | null;
}

function hostingJson(stored: unknown): Hosting | null {
  if (stored === null || stored === undefined) return null;
  const hosting = stored as StoredHosting;
  return {
    engine: hosting.engine ?? null,
    engine_version: hosting.engineVersion ?? null,
    engine_args: hosting.engineArgs ?? null,
    hardware: hosting.hardware ?? null,
    hardware_count: hosting.hardwareCount ?? null,
    precision: hosting.precision ?? null,
    gpu_usd_per_hour: hosting.gpuUsdPerHour ?? null,
  };
}
