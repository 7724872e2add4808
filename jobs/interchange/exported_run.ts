import type { RunStatistics } from "../metrics/mod.ts";
import type { Sample } from "../samples/mod.ts";

type JsonObject = Record<string, unknown>;

/** A stored run, as an export needs it. */
export interface ExportedRun {
  id: string;
  model: string;
  protocol: string;
  /** What a self-hosted endpoint says of itself; null when it says nothing. */
  hosting: {
    engine: string | null;
    engine_args: string | null;
    hardware: string | null;
    hardware_count: number | null;
  } | null;
  plan: JsonObject;
  workload: JsonObject;
  metadata: JsonObject;
  seed: number;
  started_at: string;
  ended_at: string | null;
  clock_origin_unix_ms: number;
  statistics: RunStatistics;
  /** All of them, warm-up included. */
  samples: readonly Sample[];
}

/** A file in another tool's form. */
export interface ExportedFile {
  /** As the tool itself would name it. */
  name: string;
  content: string;
}

/** The requests that count. */
export function measured({ samples }: ExportedRun): Sample[] {
  return samples.filter(({ phase }) => phase === "measured");
}

/** @throws {RangeError} when nothing can be exported, in one line */
export function refuseEmpty(run: ExportedRun): void {
  if (!run.samples.some(({ phase, failure }) => phase === "measured" && failure === null)) {
    throw new RangeError(`run ${run.id} has no successful request, so there is nothing to export`);
  }
}
