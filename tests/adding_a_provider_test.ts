import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCatalog, placeholdersIn } from "../providers/catalog/mod.ts";
import { withCheckout } from "./testing/checkout.ts";
import { shellCommands } from "./testing/markdown.ts";
import { startShell } from "./testing/shell.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = await Deno.readTextFile(join(ROOT, "docs/adding-a-provider.md"));
const COMMANDS = shellCommands(PAGE);
const ENVIRONMENT = {
  ...Deno.env.toObject(),
  PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
};
/** Commands with `...` for a key ask a provider that costs money. */
const needsKey = (command: string) => command.includes("=... ");

Deno.test("who follows docs/adding-a-provider.md sees a file checked and its endpoint answer", async () => {
  const [example, , acme, ...more] = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map(([, text]) => text!);
  assert.deepEqual(more, []);
  const [names, check, simulate, live, ...others] = COMMANDS.filter((each) => !needsKey(each));
  assert.deepEqual(others, []);
  await withCheckout(async (dir) => {
    const port = String(freePort());
    const start = (command: string) =>
      startShell(command.replaceAll("9100", port), { cwd: dir, env: ENVIRONMENT });
    const succeeds = async (command: string) => {
      const { code, output } = await start(command).ended;
      assert.equal(code, 0, `${command}\n${output}`);
      return output;
    };
    await Deno.writeTextFile(join(dir, "providers/catalog/example.yaml"), example!);
    await Deno.writeTextFile(join(dir, "acme.yaml"), acme!.replace("9100", port));

    assert.match(await succeeds(names!), /^ +\d+ +canonical_model: gpt-oss-120b$/m);
    const checked = await succeeds(check!);
    assert.match(checked, /example\.yaml is good: example\/small-model, example\/small-model-eu$/m);
    assert.doesNotMatch(checked, /^note:/m);

    const provider = start(simulate!);
    await provider.until(/simulated provider ready/);
    assert.match(await succeeds(live!), /3 of 3 requests succeeded/);
    provider.interrupt();
    await provider.ended;
  });
});

Deno.test("commands of docs/adding-a-provider.md that need a key name what the catalog has", async () => {
  const endpoints = await loadCatalog();
  const asking = COMMANDS.filter(needsKey);
  assert.equal(asking.length, 2);
  for (const command of asking) {
    const file = /catalog\/(\w+)\.yaml/.exec(command)?.[1]?.replaceAll("_", "-");
    const id = file === undefined
      ? command.split(" ").at(-1)
      : `${file}/${/--endpoint (\S+)/.exec(command)?.[1]}`;
    const endpoint = endpoints.find((each) => each.id === id);
    assert.ok(endpoint !== undefined, command);
    const set = [...command.matchAll(/(\w+)=\S+ /g)].map(([, name]) => name);
    assert.deepEqual(set, [...placeholdersIn(endpoint.baseUrl), endpoint.apiKeyEnv], command);
  }
});

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
