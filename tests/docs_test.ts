import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFaultTables } from "./testing/faults_page.ts";
import { headings, links, namedPaths, namedTasks } from "./testing/markdown.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Every page of documentation, relative to the root. */
async function listPages(): Promise<string[]> {
  const pages: string[] = [];
  const visit = async (folder: string, deep: boolean) => {
    for await (const entry of Deno.readDir(join(ROOT, folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory && deep) await visit(path, deep);
      else if (entry.name.endsWith(".md")) pages.push(path);
    }
  };
  await visit(".", false);
  await visit("docs", true);
  return pages.sort();
}

const pages = await Promise.all(
  (await listPages()).map(async (path) => ({
    path,
    text: await Deno.readTextFile(join(ROOT, path)),
  })),
);

Deno.test("links within the documentation lead to a file, and to a heading in it", () => {
  const broken: string[] = [];
  for (const { path, text } of pages) {
    for (const link of links(text)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [file, anchor] = link.split("#", 2);
      const target = file ? join(dirname(path), decodeURIComponent(file)) : path;
      if (!existsSync(join(ROOT, target))) broken.push(`${path}: ${link}`);
      else if (anchor !== undefined) {
        const page = Deno.readTextFileSync(join(ROOT, target));
        if (!headings(page).includes(anchor)) broken.push(`${path}: ${link}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("files and folders that the documentation names exist", () => {
  const missing = pages.flatMap(({ path, text }) =>
    namedPaths(text).filter((named) => !existsSync(join(ROOT, named)))
      .map((named) => `${path}: ${named}`)
  );
  assert.deepEqual(missing, []);
});

Deno.test("tasks that the documentation names exist", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const missing = pages.flatMap(({ path, text }) =>
    namedTasks(text).filter((task) => !Object.hasOwn(tasks, task))
      .map((task) => `${path}: deno task ${task}`)
  );
  assert.deepEqual(missing, []);
});

Deno.test("decisions are numbered without a gap and say context, decision and consequences", () => {
  const decisions = pages.filter(({ path }) => dirname(path) === join("docs", "decisions"));
  assert.ok(decisions.length > 0);
  for (const [index, { path, text }] of decisions.entries()) {
    const number = String(index + 1).padStart(3, "0");
    assert.ok(path.includes(`/${number}-`), `${path} should have the number ${number}`);
    assert.match(text, new RegExp(`^# ${number}: .+\n\nDate: \\d{4}-\\d\\d-\\d\\d\n`), path);
    assert.deepEqual(headings(text).slice(1), ["context", "decision", "consequences"], path);
  }
});

Deno.test("docs/faults.md says what the tests hold a client to, fault by fault", () => {
  const page = pages.find(({ path }) => path === join("docs", "faults.md"))!.text;
  // The formatter aligns columns.
  const lines = (text: string) => text.split("\n").map((line) => line.replace(/ +|-{3,}/g, " "));
  assert.deepEqual(
    lines(page),
    lines(withFaultTables(page)),
    "run: deno run -A tests/testing/faults_page.ts && deno fmt docs/faults.md",
  );
});

Deno.test("what the checks look for in a page is found", () => {
  const page = [
    "# The `title`, in short",
    "[a](b.md#c) ![d](e.png) <https://example.com>",
    "`jobs/main.ts` `jobs/wire/` `run.json` `/api/v1/runs` `a/b` `deno task demo`",
    "```sh",
    "deno task gone  # `no/file.ts` [x](y.md)",
    "```",
    "## Fine print",
  ].join("\n");
  assert.deepEqual(headings(page), ["the-title-in-short", "fine-print"]);
  assert.deepEqual(links(page), ["b.md#c", "e.png"]);
  assert.deepEqual(namedPaths(page), ["jobs/main.ts", "jobs/wire/"]);
  assert.deepEqual(namedTasks(page), ["demo", "gone"]);
});
