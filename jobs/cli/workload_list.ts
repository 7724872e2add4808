import { listWorkloads } from "../workloads/mod.ts";

/** Lapboard's own workloads, a line each: the id and what it is. */
export function workloadList(): string {
  const specs = listWorkloads();
  const width = Math.max(...specs.map(({ id }) => id.length));
  return [
    ...specs.map(({ id, title }) => `${id.padEnd(width)}  ${title}`),
    "",
    "Each has a page in docs/workloads. A file does as well: a workload of your own (.yaml), prompts",
    "(ShareGPT JSON, JSONL) or a trace (Azure CSV, BurstGPT CSV, Mooncake JSONL).",
  ].join("\n");
}
