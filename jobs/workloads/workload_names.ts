/** Where the workloads that come with Lapboard are. */
export const BUILT_IN = new URL("./", import.meta.url);

/** The names of the workloads that come with Lapboard, in order; nothing of them is read. */
export function workloadNames(): string[] {
  return [...Deno.readDirSync(BUILT_IN)]
    .flatMap(({ name }) => name.endsWith(".yaml") ? [name.slice(0, -".yaml".length)] : []).sort();
}

/** Whether somebody who names a workload so means a file, and not one that comes with Lapboard. */
export function isWorkloadFile(nameOrFile: string): boolean {
  return /[\\/]|\.(ya?ml|jsonl?|csv)$/i.test(nameOrFile);
}
