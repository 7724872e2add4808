import assert from "node:assert/strict";
import { createWorkload, findWorkload, listWorkloads } from "../../../../jobs/workloads/mod.ts";
import { workloadPage, workloadTable } from "../../../../jobs/workloads/workload_page.ts";

const PAGES = new URL("../../../../docs/workloads/", import.meta.url);
const MEND = "deno run -A jobs/workloads/write_pages.ts && deno fmt docs/workloads";

/** What stands in a page, however it is laid out. */
const words = (page: string) => page.replace(/-{3,}:?/g, "---").replace(/\s+/g, " ").trim();

const read = (name: string) => Deno.readTextFileSync(new URL(name, PAGES));

Deno.test("every workload has the page that its file makes", () => {
  for (const spec of listWorkloads()) {
    const expected = words(workloadPage(spec).replaceAll("---:", "---"));
    assert.equal(words(read(`${spec.id}.md`)), expected, `${spec.id}.md is old: ${MEND}`);
  }
});

Deno.test("the list of workloads is the one that their files make", () => {
  const table = words(workloadTable(listWorkloads()).replaceAll("---:", "---"));
  assert.ok(words(read("README.md")).includes(table), `README.md is old: ${MEND}`);
});

Deno.test("no page is left of a workload that has gone", () => {
  const ids = new Set(listWorkloads().map(({ id }) => id));
  const pages = [...Deno.readDirSync(PAGES)].map(({ name }) => name.replace(/\.md$/, ""));
  assert.deepEqual(pages.filter((id) => !ids.has(id)).sort(), ["README", "data-files"]);
});

Deno.test("the mean lengths of a page are those of the requests", async () => {
  for (const id of ["chat", "code_generation", "summarization"]) {
    const page = workloadPage(findWorkload(id));
    const [input, output] = [...page.matchAll(/\| (\d+) \|$/gm)].map(([, mean]) => Number(mean));
    const workload = await createWorkload(findWorkload(id), { seed: 3 });
    const requests = Array.from({ length: 1500 }, (_, index) => workload.request(index));
    const mean = (of: (request: (typeof requests)[number]) => number) =>
      requests.reduce((sum, request) => sum + of(request), 0) / requests.length;
    // Five standard errors: at sigma 0.8 the spread is nearly the mean.
    assert.ok(Math.abs(mean((request) => request.inputTokens) / input! - 1) < 0.13, id);
    assert.ok(Math.abs(mean((request) => request.maxTokens) / output! - 1) < 0.13, id);
  }
});
