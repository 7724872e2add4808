import assert from "node:assert/strict";
import {
  CATALOG_DIR,
  CatalogError,
  fillPlaceholders,
  loadCatalog,
  parseCatalogFile,
  placeholdersIn,
  readCatalog,
} from "../../../../providers/catalog/mod.ts";
import { findProtocol } from "../../../../providers/protocols/mod.ts";

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

/** Whom people buy from, and what teams run themselves. */
const HOSTED = [
  ...["openai", "anthropic", "google", "google-vertex", "google-vertex-open-models", "cohere"],
  ...["aws-bedrock", "azure-openai", "mistral", "huggingface", "replicate", "cloudflare"],
  ...["together", "fireworks", "groq", "deepinfra", "perplexity", "openrouter", "cerebras"],
  ...["sambanova", "xai", "deepseek"],
];
const SELF_HOSTED = [
  ...["self-hosted-vllm", "self-hosted-sglang", "self-hosted-tgi", "self-hosted-lmdeploy"],
  ...["self-hosted-llama-cpp", "self-hosted-ollama", "self-hosted-tensorrt-llm"],
  ...["litellm-proxy", "aws-sagemaker"],
];

Deno.test("the catalog that comes with Lapboard is valid and has the providers it promises", async () => {
  const endpoints = await loadCatalog();
  const missing = (kind: string, promised: readonly string[]) =>
    promised.filter((id) =>
      !endpoints.some((each) => each.kind === kind && each.providerId === id)
    );
  assert.deepEqual(missing("hosted", HOSTED), []);
  assert.deepEqual(missing("self-hosted", SELF_HOSTED), []);
  assert.ok(endpoints.every(({ kind, apiKeyEnv }) => kind !== "hosted" || apiKeyEnv !== null));
});

Deno.test("a file of the shipped catalog is named after its provider", async () => {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  for (const { file, endpoint } of endpoints) {
    assert.equal(file, `${endpoint.providerId.replaceAll("-", "_")}.yaml`);
  }
});

Deno.test("ids that boards have shown stay, for their figures belong to them", async () => {
  const ids = new Set((await loadCatalog()).map(({ id }) => id));
  for (
    const id of [
      ...["openai/gpt-4o-mini", "openai/gpt-4.1-mini", "openai/gpt-6-luna"],
      ...["together", "fireworks", "groq", "deepinfra"].flatMap((provider) => [
        `${provider}/gpt-oss-120b`,
        `${provider}/gpt-oss-20b`,
      ]),
      ...["together", "deepinfra"].map((provider) => `${provider}/llama-3.3-70b-instruct-turbo`),
      ...["perplexity/sonar", "perplexity/sonar-pro", "self-hosted-vllm/llama-3.1-8b-instruct"],
    ]
  ) assert.ok(ids.has(id), id);
});

Deno.test("the shipped catalog has models that many providers serve today, so that boards compare", async () => {
  const reachable = (await loadCatalog()).filter(({ kind, enabled, baseUrl }) =>
    kind === "hosted" && (enabled || placeholdersIn(baseUrl).length > 0)
  );
  const byModel = Map.groupBy(reachable, ({ canonicalModel }) => canonicalModel);
  const providers = (model: string) =>
    new Set(byModel.get(model)?.map(({ providerId }) => providerId)).size;
  assert.ok(providers("gpt-oss-120b") >= 8);
  assert.ok(providers("llama-3.3-70b-instruct") >= 6);
  for (
    const model of [
      ...["gpt-oss-20b", "llama-3.1-8b-instruct", "llama-4-maverick-17b-128e-instruct"],
      ...["llama-4-scout-17b-16e-instruct", "qwen3-235b-a22b-instruct-2507", "qwen3.8-27b"],
      ...["qwen3.5-397b-a17b", "deepseek-v4.1-flash", "deepseek-v4.1-flash-1017"],
      ...["deepseek-v4-pro-0813", "deepseek-v3.1", "ministral-8b-2512"],
    ]
  ) assert.ok(providers(model) >= 3, `${model}: ${providers(model)}`);
});

Deno.test("what only its owner can reach is not measured until someone enables it", async () => {
  for (const { id, kind, baseUrl, enabled } of await loadCatalog()) {
    if (kind === "self-hosted" || placeholdersIn(baseUrl).length > 0) {
      assert.equal(enabled, false, id);
    }
  }
});

Deno.test("every fact of the shipped catalog about a hosted endpoint says where it was read", async () => {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  const unsaid = endpoints.filter(({ endpoint }) => endpoint.kind === "hosted")
    .flatMap(({ endpoint, sources }) => {
      const stated = [
        ...["base_url", "api_key_env", "model"] as const,
        ...endpoint.requestsPerMinute === null ? [] : ["requests_per_minute"] as const,
      ];
      return stated.filter((fact) => sources[fact] === undefined)
        .map((fact) => `${endpoint.id}: ${fact}`);
    });
  assert.deepEqual(unsaid, []);
});

Deno.test("each endpoint of the shipped catalog makes a request by its protocol", async () => {
  for (const endpoint of await loadCatalog()) {
    const filled = fillPlaceholders(endpoint, () => "example-1");
    const protocol = findProtocol(endpoint.protocol);
    const { url } = protocol.buildRequest(
      new URL(filled.baseUrl),
      {
        model: endpoint.model,
        messages: [{ role: "user", content: "Hello" }],
        maxTokens: 5,
        stream: protocol.cannotStream === null,
        samplingParams: {},
      },
      protocol.credential === "aws"
        ? {
          kind: "aws",
          accessKeyId: "AKIAEXAMPLE",
          secretAccessKey: "example",
          sessionToken: null,
        }
        : { kind: "key", key: "example" },
      Date.UTC(2026, 10, 22),
    );
    assert.equal(url.host, new URL(filled.baseUrl).host, endpoint.id);
    assert.doesNotMatch(url.href, /undefined|\/v1\/v1|\/v2\/v2|%7B/, endpoint.id);
  }
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
