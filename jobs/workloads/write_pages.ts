/**
 * Writes docs/workloads anew from the workload files, as a change of one demands:
 * `deno run -A jobs/workloads/write_pages.ts && deno fmt docs/workloads`.
 */
import { listWorkloads } from "./mod.ts";
import { workloadPage, workloadTable } from "./workload_page.ts";

const PAGES = new URL("../../docs/workloads/", import.meta.url);
const README = new URL("README.md", PAGES);

const specs = listWorkloads();
for (const spec of specs) {
  await Deno.writeTextFile(new URL(`${spec.id}.md`, PAGES), workloadPage(spec));
}
const readme = await Deno.readTextFile(README);
const table = /^\| id +\|[\s\S]*?\n(?=\n)/m;
if (!table.test(readme)) {
  throw new Error("docs/workloads/README.md has lost its table of workloads");
}
await Deno.writeTextFile(README, readme.replace(table, () => `${workloadTable(specs)}\n`));
