import type { Hosting } from "../../providers/catalog/endpoint.ts";
import type { Json } from "../../providers/protocols/protocol.ts";
import type { RunStatistics } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";
import type { Format } from "./formats.ts";

/** One run that another tool measured. */
export interface ImportedResult {
  format: Format;
  /** The tool's version, where its file says; null elsewhere. */
  toolVersion: string | null;
  model: string;
  hosting: Hosting | null;
  /** Null where the file does not say when it was measured. */
  startedAt: Date | null;
  plan: Record<string, Json>;
  workload: Record<string, Json>;
  /** Empty where the file holds totals only. */
  samples: Sample[];
  /** Figures whose definition is near enough to ours; all others are absent, with the reason. */
  statistics: RunStatistics;
  /** The tool's own figures under its own names, in its own units, as they stand in the file. */
  reported: Record<string, Json>;
  /** How the tool defines what stands among our figures, where that differs from ours. */
  definitions: Record<string, string>;
}
