import assert from "node:assert/strict";
import { CatalogError, loadCatalog } from "../../../../providers/catalog/mod.ts";
import { parseCatalogFile } from "../../../../providers/catalog/parse_catalog_file.ts";

const HEAD = `id: a
name: A
kind: hosted
protocol: openai-chat
base_url: https://a.example/v1
api_key_env: null
endpoints:
  - {slug: one, model: one, canonical_model: one}
`;

async function inFolder(files: Record<string, string>, use: (dir: string) => Promise<void>) {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("the catalog that comes with Lapboard is valid and has the providers it promises", async () => {
  const endpoints = await loadCatalog();
  const providers = new Set(endpoints.map(({ providerId }) => providerId));
  for (const id of ["openai", "together", "fireworks", "groq", "deepinfra", "perplexity"]) {
    assert.ok(providers.has(id), `${id} is missing`);
  }
  assert.ok(endpoints.some(({ id }) => id === "openai/gpt-4o-mini"));
  assert.ok(endpoints.every(({ kind, apiKeyEnv }) => kind !== "hosted" || apiKeyEnv !== null));
});

Deno.test("the shipped catalog has models that several providers serve, so that boards compare", async () => {
  const serving = (await loadCatalog()).filter(({ canonicalModel }) =>
    canonicalModel === "gpt-oss-120b"
  );
  assert.ok(new Set(serving.map(({ providerId }) => providerId)).size >= 4);
});

Deno.test("the self-hosted example is not measured until someone enables it", async () => {
  const example = (await loadCatalog()).find(({ kind }) => kind === "self-hosted");
  assert.equal(example?.enabled, false);
  assert.equal(example?.hosting?.engine, "vLLM");
});

Deno.test("every known price of the shipped catalog says where and when it was read", async () => {
  for (const { id, price } of await loadCatalog()) {
    if (price.inputUsdPerMtok !== null || price.outputUsdPerMtok !== null) {
      assert.ok(price.source !== null && price.readOn !== null, id);
    }
  }
});

Deno.test("the example in docs/adding-a-provider.md is a valid catalog file", async () => {
  const page = await Deno.readTextFile(
    new URL("../../../../docs/adding-a-provider.md", import.meta.url),
  );
  const yaml = /```yaml\n([\s\S]*?)```/.exec(page)?.[1];
  assert.ok(yaml !== undefined, "the page has no yaml example");
  const { endpoints, problems } = parseCatalogFile(yaml, "adding-a-provider.md");
  assert.deepEqual(problems, []);
  assert.equal(endpoints[0]?.endpoint.id, "example/small-model");
  assert.equal(endpoints[1]?.endpoint.baseUrl, "https://eu.api.example.com/v1");
});

Deno.test("loadCatalog() reads yaml files only, in the order of their names", async () => {
  const files = { "b.yaml": HEAD.replace("id: a", "id: b"), "a.yml": HEAD, "notes.txt": "{" };
  await inFolder(files, async (dir) => {
    assert.deepEqual((await loadCatalog(dir)).map(({ id }) => id), ["a/one", "b/one"]);
  });
});

Deno.test("loadCatalog() gathers the problems of all files, and names doubled ids", async () => {
  const files = {
    "a.yaml": HEAD,
    "b.yaml": HEAD,
    "c.yaml": HEAD.replace("name: A", "name: 7"),
  };
  await inFolder(files, async (dir) => {
    await assert.rejects(loadCatalog(dir), (error) => {
      assert.ok(error instanceof CatalogError);
      assert.deepEqual(error.message.split("\n"), [
        "c.yaml:2: name (7) must be text",
        'b.yaml:8: the endpoint id "a/one" is already used at a.yaml:8: give each endpoint its own slug',
      ]);
      return true;
    });
  });
});
