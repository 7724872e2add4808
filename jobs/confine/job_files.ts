import { dirname, resolve } from "node:path";
import { findWorkload, WorkloadError } from "../workloads/mod.ts";

/** Files that a job's options name. */
export interface JobFiles {
  readPaths: string[];
  writePaths: string[];
}

/**
 * The results directory, and a workload's file with the data files that it names. A workload that
 * cannot be used needs none: whoever makes requests of it says what is wrong.
 */
export function jobFiles(
  { workload, resultsDir }: { workload: string | undefined; resultsDir: string | undefined },
): JobFiles {
  return {
    readPaths: workload === undefined ? [] : filesOf(workload),
    writePaths: resultsDir === undefined ? [] : [resolve(resultsDir)],
  };
}

function filesOf(workload: string): string[] {
  try {
    const spec = findWorkload(workload);
    return [
      spec.statedIn,
      ...filesNamedIn(spec).map((file) => resolve(dirname(spec.statedIn), file)),
    ];
  } catch (error) {
    if (!(error instanceof WorkloadError)) throw error;
    return [resolve(workload)];
  }
}

/** The `file` fields of a workload, wherever they stand. */
function filesNamedIn(spec: object): string[] {
  return Object.entries(spec).flatMap(([key, value]) => {
    if (key === "file" && typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? filesNamedIn(value) : [];
  });
}
