import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type DataFormat, guessDataFormat } from "./data/mod.ts";
import { parseWorkloadFile } from "./parse_workload_file.ts";
import { quoted, WorkloadError } from "./workload_error.ts";
import { BUILT_IN, isWorkloadFile, workloadNames } from "./workload_names.ts";
import { type WorkloadDefinition, workloadFile } from "./workload_schema.ts";

/** A workload as its file states it (keys as they stand there), and where that is. */
export type WorkloadSpec = WorkloadDefinition & {
  /** It came with Lapboard: its id alone says what it is. */
  builtIn: boolean;
  /** Path of the file that states it; its `file` fields are seen from there. */
  statedIn: string;
};

/** Enough of a data file to tell its format by, bytes. */
const BEGINNING_BYTES = 65_536;

/** The workloads that come with Lapboard, in the order of their ids. */
export function listWorkloads(): WorkloadSpec[] {
  return workloadNames().map(readBuiltIn);
}

/**
 * The workload of a name, or of a file: a workload file (`.yaml`), or a data file of a known format
 * (ShareGPT, JSONL, Azure, BurstGPT, Mooncake), which is then played as docs/workloads says.
 *
 * @throws {WorkloadError} when there is none, or it cannot be used
 */
export function findWorkload(idOrFile: string): WorkloadSpec {
  const ids = workloadNames();
  if (ids.includes(idOrFile)) return readBuiltIn(idOrFile);
  if (!isWorkloadFile(idOrFile)) {
    throw new WorkloadError(
      `workload ${quoted(idOrFile)}`,
      `there is none of this name: name a file, or one of ${ids.join(", ")}`,
    );
  }
  const spec = /\.ya?ml$/i.test(idOrFile) ? readWorkloadFile(idOrFile) : readDataFile(idOrFile);
  if (ids.includes(spec.id)) {
    throw new WorkloadError(
      idOrFile,
      `the id ${spec.id} is that of a workload of Lapboard's own: choose another`,
    );
  }
  return spec;
}

function readBuiltIn(id: string): WorkloadSpec {
  const statedIn = fileURLToPath(new URL(`${id}.yaml`, BUILT_IN));
  return { ...readWorkloadFile(statedIn), builtIn: true };
}

function readWorkloadFile(path: string): WorkloadSpec {
  const text = new TextDecoder().decode(readBeginning(path, 4 * BEGINNING_BYTES));
  return { ...parseWorkloadFile(text, path), builtIn: false, statedIn: path };
}

function readDataFile(path: string): WorkloadSpec {
  const beginning = new TextDecoder().decode(readBeginning(path, BEGINNING_BYTES));
  if (beginning.trim() === "") throw new WorkloadError(path, "is empty: name a file with records");
  const format = guessDataFormat(beginning);
  if (format === null) {
    throw new WorkloadError(
      path,
      "is of no format that can be played: ShareGPT JSON, JSONL with prompt or messages, or a " +
        "trace of Azure (CSV), BurstGPT (CSV) or Mooncake (JSONL); docs/workloads describes them",
    );
  }
  return { ...defaultsFor(format, basename(path)), builtIn: false, statedIn: path };
}

/** How a data file is played that no workload file describes. */
function defaultsFor(format: DataFormat, name: string): WorkloadDefinition {
  const plain = name.toLowerCase().replace(/\.\w+$/, "").replace(/[^a-z0-9._-]+/g, "-");
  const common = {
    id: `file-${plain}`.slice(0, 80),
    version: 1,
    title: `The records of ${name}`.replace(/\p{Cc}/gu, " ").slice(0, 200),
    description: "A data file, played without a workload file of its own.",
    file: name,
  };
  return workloadFile.parse(
    format === "sharegpt" || format === "jsonl"
      ? { kind: "dataset", format, turns: format === "sharegpt" ? "first" : "all", ...common }
      : { kind: "trace", format, ...common },
  );
}

function readBeginning(path: string, limit: number): Uint8Array {
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(limit);
    let length = 0;
    for (;;) {
      const read = file.readSync(bytes.subarray(length));
      if (read === null || read === 0) return bytes.subarray(0, length);
      length += read;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The user's error where the system's says that a file cannot be read; else the error itself. */
export function unreadable(path: string, cause: unknown): unknown {
  const why = [
    [Deno.errors.NotFound, "there is no such file"],
    [Deno.errors.PermissionDenied, "it may not be read: mend its permissions"],
    [Deno.errors.NotCapable, "it may not be read: mend its permissions"],
    [Deno.errors.IsADirectory, "it is a folder: name a file"],
  ] as const;
  const known = why.find(([kind]) => cause instanceof kind);
  return known === undefined ? cause : new WorkloadError(path, known[1], { cause });
}
