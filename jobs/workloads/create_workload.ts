import { createHash } from "node:crypto";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { Json } from "../../providers/protocols/protocol.ts";
import { createChatWorkload } from "./chat_550_150.ts";
import type { Side } from "./exact_prompt.ts";
import {
  createDatasetWorkload,
  createTraceWorkload,
  loadDataset,
  loadTrace,
  readLengths,
} from "./data/mod.ts";
import { unreadable, type WorkloadSpec } from "./find_workload.ts";
import type { LengthDistribution } from "./lengths.ts";
import { createSyntheticWorkload } from "./synthetic_workload.ts";
import type { Workload } from "./workload.ts";
import { WorkloadError } from "./workload_error.ts";
import type { DefinitionOf } from "./workload_schema.ts";

/** What the run, and not the workload's file, decides. */
export interface CreateWorkloadOptions {
  /** Any whole number. A provider's cache may know a seed's prompts, so use a fresh one each run. */
  seed: number;
  /** For traces: what gaps are multiplied by, above 0, instead of the file's `time_scale`. */
  timeScale?: number;
  /** Of two that are compared. Default: `a`. */
  side?: Side;
}

/**
 * Makes a workload of its specification; reads the data files it names.
 *
 * @throws {WorkloadError} when a data file is missing or malformed
 * @throws {RangeError} when the seed, the time scale or a length cannot be used
 */
export async function createWorkload(
  spec: WorkloadSpec,
  { seed, timeScale, side = "a" }: CreateWorkloadOptions,
): Promise<Workload> {
  if (timeScale !== undefined) checkTimeScale(spec, timeScale);
  switch (spec.kind) {
    case "llmperf":
      return llmperfWorkload(spec, seed, side);
    case "synthetic": {
      const values = {
        input: await valuesOf(spec, spec.input),
        output: await valuesOf(spec, spec.output),
      };
      const hashes = Object.entries(values).flatMap(([name, lengths]) =>
        lengths === null ? [] : [[`${name}_lengths_sha256`, sha256(lengths)] as const]
      );
      const describe = Object.fromEntries(hashes);
      return named(
        spec,
        describe,
        (identity) => createSyntheticWorkload(spec, identity, values, seed, side),
      );
    }
    case "dataset": {
      const file = dataPath(spec, spec.file);
      const dataset = await reading(file, (bytes) => loadDataset(spec, bytes, file));
      const { format, turns, order, default_output_tokens, conversations_at_once } = spec;
      return named(spec, {
        format,
        file: basename(file),
        content_sha256: dataset.sha256,
        turns,
        order,
        default_output_tokens,
        ...turns === "all" ? { conversations_at_once } : {},
      }, (identity) => createDatasetWorkload(spec, identity, dataset, seed, side));
    }
    case "trace": {
      const file = dataPath(spec, spec.file);
      const trace = await reading(file, (bytes) => loadTrace(spec, bytes, file));
      return named(
        spec,
        { format: spec.format, file: basename(file), content_sha256: trace.sha256 },
        (identity) =>
          createTraceWorkload(spec, identity, trace, seed, timeScale ?? spec.time_scale, side),
      );
    }
  }
}

/**
 * Names a workload. One of Lapboard's own is known by its id, with the version once that has risen.
 * Any other carries a digest of all that defines it, so that two that differ are never compared.
 */
function named(
  spec: WorkloadSpec,
  more: Record<string, Json>,
  create: (identity: { id: string; description: Record<string, Json> }) => Workload,
): Workload {
  const description = { kind: spec.kind, version: spec.version, ...more };
  const workload = create({ id: spec.id, description });
  return { ...workload, id: runId(spec, workload) };
}

function runId(spec: WorkloadSpec, { description, samplingParams }: Workload): string {
  if (!spec.builtIn) {
    return `${spec.id}-${sha256(JSON.stringify([description, samplingParams])).slice(0, 8)}`;
  }
  return spec.version === 1 ? spec.id : `${spec.id}@${spec.version}`;
}

function llmperfWorkload(
  spec: WorkloadSpec & DefinitionOf<"llmperf">,
  seed: number,
  side: Side,
): Workload {
  const workload = createChatWorkload({
    meanInputTokens: spec.mean_input_tokens,
    stddevInputTokens: spec.stddev_input_tokens,
    meanOutputTokens: spec.mean_output_tokens,
    stddevOutputTokens: spec.stddev_output_tokens,
    seed,
    side,
    cachePolicy: spec.cache.policy,
  });
  const all = { ...workload, samplingParams: spec.sampling_params };
  return { ...all, id: runId(spec, all) };
}

async function valuesOf(
  spec: WorkloadSpec,
  lengths: LengthDistribution,
): Promise<Uint32Array | null> {
  if (lengths.distribution !== "from-file") return null;
  const path = dataPath(spec, lengths.file);
  return await reading(path, (bytes) => readLengths(bytes, path));
}

function dataPath(spec: WorkloadSpec, file: string): string {
  return isAbsolute(file) ? file : join(dirname(spec.statedIn), file);
}

async function reading<T>(
  path: string,
  read: (bytes: ReadableStream<Uint8Array>) => Promise<T>,
): Promise<T> {
  try {
    const file = await Deno.open(path);
    return await read(file.readable);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function checkTimeScale(spec: WorkloadSpec, timeScale: number): void {
  if (!Number.isFinite(timeScale) || timeScale <= 0) {
    throw new RangeError(`timeScale must be a number above 0: got ${timeScale}`);
  }
  if (spec.kind !== "trace") {
    throw new WorkloadError(spec.id, "has no times of its own to scale: only traces have");
  }
}

function sha256(data: string | Uint32Array): string {
  return createHash("sha256").update(data).digest("hex");
}
