import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withCheckout } from "./testing/checkout.ts";
import { shellCommands } from "./testing/markdown.ts";
import { applyDiff, pageFiles } from "./testing/page_files.ts";
import { startShell } from "./testing/shell.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = await Deno.readTextFile(join(ROOT, "docs/adding-a-protocol.md"));
const ENVIRONMENT = {
  ...Deno.env.toObject(),
  PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
};

Deno.test("who follows docs/adding-a-protocol.md has a protocol that passes its tests and measures", async () => {
  await withCheckout(async (dir) => {
    const added: string[] = [];
    for (const { path, language, text } of pageFiles(PAGE)) {
      const file = join(dir, path);
      // A checkout has no hidden folders.
      if (path.startsWith(".")) {
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.copyFile(join(ROOT, path), file);
      }
      if (language === "diff") {
        await Deno.writeTextFile(file, applyDiff(await Deno.readTextFile(file), text));
      } else {
        await Deno.writeTextFile(file, text, { createNew: true });
        added.push(path);
      }
    }
    assert.equal(added.length, 3);
    const port = String(freePort());
    const start = (command: string) =>
      startShell(command.replaceAll("9100", port), { cwd: dir, env: ENVIRONMENT });
    const succeeds = async (command: string) => {
      const { code, output } = await start(command).ended;
      assert.equal(code, 0, `${command}\n${output}`);
      return output;
    };

    const [contract, dialects, simulate, job, ...more] = shellCommands(PAGE);
    assert.deepEqual(more, []);
    await succeeds(`deno check ${added.join(" ")}`);
    await succeeds(`deno fmt --check ${added.join(" ")} && deno lint -q ${added.join(" ")}`);
    // The changed tests were checked as they stand here: what is left to see is that they pass.
    assert.match(await succeeds(contract!.replace(" -A", " -A --no-check")), /ok \| 1\d passed/);
    assert.match(await succeeds(dialects!.replace(" -A", " -A --no-check")), /ok \| 1\d passed/);
    await succeeds("deno test -A --no-check tests/contract/issue_form_test.ts");

    const provider = start(simulate!);
    await provider.until(/simulated provider ready/);
    const { code, output } = await start(job!).ended;
    // 3 says that this machine was too busy for good figures.
    assert.ok(code === 0 || code === 3, output);
    assert.match(output, /requests +10 ok, 0 failed of 10 /);
    provider.interrupt();
    assert.equal((await provider.ended).code, 130);
  });
});

Deno.test("a change is made where its context stands, and refused where that is not one place", () => {
  assert.equal(applyDiff("a\nb\nc\n", " a\n-b\n+x\n+y\n c\n"), "a\nx\ny\nc\n");
  assert.throws(() => applyDiff("a\nb\n", " c\n+d\n"), /in no place/);
  assert.throws(() => applyDiff("a\na\n", " a\n+d\n"), /in several places/);
});

Deno.test("the files of a page are the blocks under a name in bold, changes to one file too", () => {
  const page = "In **a/b.ts**:\n\n```ts\nx\n```\n\nor\n\n```json\n{}\n```\n\n" +
    "**c.yml**:\n\n```diff\n a\n```\n\n```diff\n b\n```\n";
  assert.deepEqual(pageFiles(page), [
    { path: "a/b.ts", language: "ts", text: "x\n" },
    { path: "c.yml", language: "diff", text: " a\n" },
    { path: "c.yml", language: "diff", text: " b\n" },
  ]);
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
