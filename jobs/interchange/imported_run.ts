import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import { METHODOLOGY_VERSION } from "../metrics/mod.ts";
import type { RunEnd } from "../persist.ts";
import type { RunRecord } from "../run_record.ts";
import { isoWeek } from "../schedule/iso_week.ts";
import { TOOL_NAMES } from "./formats.ts";
import type { ImportedResult } from "./imported_result.ts";

/** What the file itself does not say. */
export interface ImportNote {
  /** Name of the file, without its directory. */
  fileName: string;
  /** SHA-256 of its bytes, hex: says later whether it is the same file. */
  sha256: string;
  importedAt: Date;
  /** UUID of the run. */
  runId: string;
}

/**
 * An imported result as a run. Three things keep it off every board: its verdict is `invalid`, for
 * this instrument vouches for nothing of it; its workload is its own; and so is its region.
 */
export function importedRun(
  result: ImportedResult,
  note: ImportNote,
): { record: RunRecord; end: RunEnd } {
  const tool = TOOL_NAMES[result.format];
  const startedAt = result.startedAt ?? note.importedAt;
  const windowMs = (result.statistics.throughput.window_s ?? 0) * 1000;
  const record: RunRecord = {
    id: note.runId,
    endpoint: endpointOf(result),
    workloadId: `imported-${result.format}`,
    workload: result.workload,
    plan: result.plan,
    seed: 0,
    methodologyVersion: METHODOLOGY_VERSION,
    isoWeek: isoWeek(startedAt),
    region: "imported",
    startedAt,
    clockOriginUnixMs: startedAt.getTime(),
    command: `deno task import ${note.fileName}`,
    client: { tool, ...result.toolVersion === null ? {} : { tool_version: result.toolVersion } },
    metadata: {
      imported: {
        tool,
        format: result.format,
        tool_version: result.toolVersion,
        file: note.fileName,
        sha256: note.sha256,
        imported_at: note.importedAt.toISOString(),
        started_at_known: result.startedAt !== null,
        definitions: result.definitions,
        reported: result.reported,
      },
    },
  };
  const end: RunEnd = {
    status: "complete",
    quality: {
      verdict: "invalid",
      reasons: [`imported from ${tool}: not measured by this instrument, and never ranked`],
    },
    statistics: result.statistics,
    reason: null,
    endedAt: new Date(startedAt.getTime() + windowMs),
  };
  return { record, end };
}

function endpointOf({ format, model, hosting }: ImportedResult): Endpoint {
  const slug = model.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return {
    id: `imported-${format}/${slug || "model"}`,
    providerId: `imported-${format}`,
    providerName: `imported from ${TOOL_NAMES[format]}`,
    kind: hosting === null ? "hosted" : "self-hosted",
    model,
    canonicalModel: model,
    protocol: "imported",
    baseUrl: "",
    apiKeyEnv: null,
    enabled: false,
    region: null,
    price: { inputUsdPerMtok: null, outputUsdPerMtok: null, source: null, readOn: null },
    hosting,
    links: { home: null, docs: null },
    requestsPerMinute: null,
  };
}
