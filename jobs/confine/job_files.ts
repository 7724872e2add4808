import { dirname, resolve } from "node:path";
import { isWorkloadFile } from "../workloads/workload_names.ts";

/** Files that a job's options name. */
export interface JobFiles {
  readPaths: string[];
  writePaths: string[];
}

/**
 * The results directory, and a workload's file with the data files that it names. A workload that
 * comes with Lapboard is in the project, and one that cannot be used needs none: whoever makes
 * requests of it says what is wrong.
 */
export async function jobFiles(
  { workload, resultsDir }: { workload: string | undefined; resultsDir: string | undefined },
): Promise<JobFiles> {
  return {
    readPaths: workload !== undefined && isWorkloadFile(workload) ? await filesOf(workload) : [],
    writePaths: resultsDir === undefined ? [] : [resolve(resultsDir)],
  };
}

async function filesOf(file: string): Promise<string[]> {
  // A data file names no other; and what reads a workload's file takes long to load.
  if (!/\.ya?ml$/i.test(file)) return [resolve(file)];
  const { findWorkload, WorkloadError } = await import("../workloads/mod.ts");
  try {
    const named = filesNamedIn(findWorkload(file));
    return [resolve(file), ...named.map((each) => resolve(dirname(file), each))];
  } catch (error) {
    if (!(error instanceof WorkloadError)) throw error;
    return [resolve(file)];
  }
}

/** The `file` fields of a workload, wherever they stand. */
function filesNamedIn(spec: object): string[] {
  return Object.entries(spec).flatMap(([key, value]) => {
    if (key === "file" && typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? filesNamedIn(value) : [];
  });
}
