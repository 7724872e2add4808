import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  forbiddenClocks,
  forbiddenImports,
  forbiddenReach,
  LAYERS,
  REACH,
  uncovered,
} from "./testing/layers.ts";
import { type Import, listSources, readImports } from "./testing/module_graph.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

Deno.test("every TypeScript file belongs to a layer", async () => {
  const sources = await listSources(ROOT);
  assert.ok(sources.includes("jobs/run_benchmark.ts") && sources.includes("web/site.tsx"));
  assert.deepEqual(uncovered(sources), []);
});

Deno.test("files import only what their layer may", async () => {
  const imports = await readImports(ROOT, await listSources(ROOT));
  // The reader sees what is there: values, types and Workers.
  for (
    const known of [
      { from: "api/read_samples.ts", to: "jobs/row_to_sample.ts", typeOnly: false },
      { from: "web/api_client.ts", to: "api/app.ts", typeOnly: true },
      { from: "db/pglite_server.ts", to: "db/pglite_worker.ts", typeOnly: false },
    ]
  ) {
    assert.ok(
      imports.some((found) => JSON.stringify(found) === JSON.stringify(known)),
      `not seen: ${known.from} imports ${known.to}`,
    );
  }
  assert.deepEqual(forbiddenImports(imports), []);
  assert.deepEqual(forbiddenReach(imports), []);
});

Deno.test("only the clocks read the monotonic clock", async () => {
  const found: string[] = [];
  for (const file of await listSources(ROOT)) {
    const text = withoutComments(await Deno.readTextFile(join(ROOT, file)));
    found.push(...forbiddenClocks(file, text));
  }
  assert.deepEqual(found, []);
});

/** Without comments, keeping the lines, for a comment may well say what must not be done. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/^\s*\/\/.*$/gm, "");
}

Deno.test("every path that a rule names is there", async () => {
  const sources = await listSources(ROOT);
  const named = [
    ...LAYERS.flatMap(({ path, imports, types = [] }) => [path, ...imports, ...types]),
    ...REACH.flatMap(({ from, reaches }) => [from, ...reaches]),
  ];
  // Measurements of the instrument itself, which a checkout may lack.
  const optional = ["bench/"];
  const dead = named.filter((path) =>
    !optional.includes(path) &&
    !sources.some((file) => path.endsWith("/") ? file.startsWith(path) : file === path)
  );
  assert.deepEqual(dead, []);
});

Deno.test("each import that must not be is refused", () => {
  const planted: [from: string, to: string][] = [
    ["providers/catalog/mod.ts", "jobs/job.ts"],
    ["providers/simulated/server.ts", "db/client.ts"],
    ["db/client.ts", "jobs/persist.ts"],
    ["db/queries/list_weeks.ts", "providers/catalog/mod.ts"],
    ["jobs/run_benchmark.ts", "api/mod.ts"],
    ["jobs/persist.ts", "web/mod.ts"],
    ["jobs/main.ts", "cli/explain.ts"],
    ["jobs/metrics/quantile.ts", "jobs/wire/mod.ts"],
    ["jobs/metrics/quantile.ts", "db/schema.ts"],
    ["jobs/wire/raw_channel.ts", "jobs/samples/mod.ts"],
    ["jobs/loadgen/closed_loop.ts", "jobs/samples/build_sample.ts"],
    ["api/read_run.ts", "jobs/persist.ts"],
    ["api/read_run.ts", "jobs/run_benchmark.ts"],
    ["api/app.ts", "web/mod.ts"],
    ["web/site.tsx", "api/contract.ts"],
    ["web/site.tsx", "db/client.ts"],
    ["web/static/board.ts", "web/site.tsx"],
    ["web/site.tsx", "providers/catalog/mod.ts"],
    ["web/static/add_provider.ts", "providers/protocols/mod.ts"],
    ["db/client.ts", "tests/testing/postgres.ts"],
  ];
  for (const [from, to] of planted) {
    const lines = forbiddenImports([{ from, to, typeOnly: false }]);
    assert.equal(lines.length, 1, `${from} > ${to}`);
    assert.match(lines[0]!, /^\S+ imports \S+; \S+ may import of ours: /);
  }
  const types = (from: string, to: string) => forbiddenImports([{ from, to, typeOnly: true }]);
  assert.deepEqual(types("web/site.tsx", "api/contract.ts"), []);
  assert.equal(types("web/site.tsx", "db/schema.ts").length, 1);
  assert.equal(types("web/site.tsx", "jobs/metrics/summary_types.ts").length, 1);
  assert.equal(types("db/client.ts", "jobs/samples/sample.ts").length, 1);
});

Deno.test("what is loaded by way of an allowed import is refused all the same", () => {
  const way: Import[] = [
    { from: "api/mod.ts", to: "api/app.ts", typeOnly: false },
    { from: "api/app.ts", to: "jobs/samples/mod.ts", typeOnly: false },
    { from: "jobs/samples/mod.ts", to: "jobs/wire/mod.ts", typeOnly: false },
  ];
  assert.deepEqual(forbiddenImports(way), []);
  assert.deepEqual(forbiddenReach(way), [
    "api/mod.ts > api/app.ts > jobs/samples/mod.ts > jobs/wire/mod.ts: " +
    "what publishes never loads what measures",
  ]);
  assert.deepEqual(forbiddenReach(way.map((step) => ({ ...step, typeOnly: true }))), []);
});

Deno.test("a clock that is read elsewhere, and a folder without a rule, are refused", () => {
  assert.deepEqual(forbiddenClocks("jobs/wire/clock.ts", "performance.now()"), []);
  for (
    const code of [
      "const t = performance.now();",
      "performance?.now()",
      'performance["now"]()',
      'import { performance } from "node:perf_hooks";',
      "process.hrtime()",
    ]
  ) {
    assert.equal(forbiddenClocks("jobs/persist.ts", code).length, 1, code);
  }
  assert.equal(uncovered(["plugins/fast.ts"]).length, 1);
  assert.equal(uncovered(["loose.ts"]).length, 1);
});

Deno.test("a violation planted in files is found, be it a value, a type, dynamic or a Worker", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "lapboard-layers-" }));
  const files = {
    "deno.json": "{}",
    "jobs/job.ts": "export interface Job { id: string }\nexport const job = 1;",
    "db/value.ts": 'import { job } from "../jobs/job.ts";\nexport const a = job;',
    "db/type.ts": 'import type { Job } from "../jobs/job.ts";\nexport type A = Job;',
    "db/again.ts": 'export { job } from "../jobs/job.ts";',
    "db/dynamic.ts": 'export const a = () => import("../jobs/job.ts");',
    "db/worker.ts": 'new Worker(new URL("../jobs/job.ts", import.meta.url), { type: "module" });',
    "db/good.ts": 'export { a } from "./value.ts";',
  };
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(root, path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    const found = forbiddenImports(await readImports(root, await listSources(root)));
    assert.deepEqual(
      found.map((line) => line.slice(0, line.indexOf(";"))).sort(),
      [
        "db/again.ts imports jobs/job.ts",
        "db/dynamic.ts imports jobs/job.ts",
        "db/type.ts imports jobs/job.ts (types)",
        "db/value.ts imports jobs/job.ts",
        "db/worker.ts imports jobs/job.ts",
      ],
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
