import assert from "node:assert/strict";
import { parse } from "yaml";
import { CATALOG_DIR, readCatalog } from "../../../../providers/catalog/mod.ts";

/**
 * Where each provider speaks for itself: its sites, and its own packages and repositories. An entry
 * holds for the host, its subdomains, and where it names a path for all below that.
 */
const OWN_PAGES: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["anthropic.com", "claude.com", "www.npmjs.com/package/@anthropic-ai"],
  "aws-bedrock": ["aws.amazon.com", "www.npmjs.com/package/@aws-sdk", "github.com/boto"],
  "aws-sagemaker": ["aws.amazon.com", "www.npmjs.com/package/@aws-sdk", "github.com/boto"],
  "azure-openai": ["microsoft.com", "github.com/MicrosoftDocs"],
  cerebras: ["cerebras.ai", "www.npmjs.com/package/@cerebras"],
  cloudflare: [
    ...["cloudflare.com", "github.com/cloudflare"],
    ...["www.npmjs.com/package/cloudflare", "www.npmjs.com/package/@cloudflare"],
  ],
  cohere: ["cohere.com", "www.npmjs.com/package/cohere-ai", "github.com/cohere-ai"],
  deepinfra: ["deepinfra.com", "pypi.org/project/deepinfra"],
  deepseek: ["deepseek.com"],
  fireworks: ["fireworks.ai", "pypi.org/project/fireworks-ai"],
  google: ["ai.google.dev", "www.npmjs.com/package/@google"],
  "google-vertex": [
    ...["cloud.google.com", "www.npmjs.com/package/@google"],
    "www.npmjs.com/package/google-auth-library",
  ],
  "google-vertex-open-models": ["cloud.google.com", "www.npmjs.com/package/@google"],
  groq: ["groq.com", "www.npmjs.com/package/groq-sdk"],
  huggingface: ["huggingface.co", "github.com/huggingface"],
  "litellm-proxy": ["litellm.ai", "pypi.org/project/litellm"],
  mistral: ["mistral.ai", "www.npmjs.com/package/@mistralai", "github.com/mistralai"],
  openai: ["openai.com", "www.npmjs.com/package/openai"],
  openrouter: ["openrouter.ai", "www.npmjs.com/package/@openrouter"],
  perplexity: ["perplexity.ai", "www.npmjs.com/package/@perplexity-ai"],
  replicate: ["replicate.com", "www.npmjs.com/package/replicate", "github.com/replicate"],
  sambanova: ["sambanova.ai", "www.npmjs.com/package/sambanova"],
  "self-hosted-llama-cpp": ["github.com/ggml-org"],
  "self-hosted-lmdeploy": ["github.com/InternLM"],
  "self-hosted-ollama": ["github.com/ollama"],
  "self-hosted-sglang": ["github.com/sgl-project"],
  "self-hosted-tensorrt-llm": ["github.com/triton-inference-server"],
  "self-hosted-tgi": ["github.com/huggingface"],
  "self-hosted-vllm": ["github.com/vllm-project"],
  together: ["together.ai", "www.npmjs.com/package/together-ai", "github.com/togethercomputer"],
  xai: ["x.ai", "pypi.org/project/xai-sdk"],
};

/** Whether a page lies on one of these sites, or below one of these paths. */
function isOwn(url: string, own: readonly string[]): boolean {
  const { hostname, pathname } = new URL(url);
  return own.some((entry) => {
    const [host, ...path] = entry.split("/");
    const onHost = hostname === host || hostname.endsWith(`.${host}`);
    return onHost && `${pathname}/`.startsWith(["", ...path, ""].join("/"));
  });
}

/** Every stated source of the shipped catalog, with whose it is. */
async function shippedSources() {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  return endpoints.flatMap(({ endpoint, sources }) =>
    Object.entries(sources).flatMap(([fact, source]) =>
      source === undefined ? [] : [{ ...source, fact, id: endpoint.id, of: endpoint.providerId }]
    )
  );
}

Deno.test("a page is a provider's own by its host or below its path, and by nothing that looks alike", () => {
  const own = ["example.com", "www.npmjs.com/package/@example"];
  const yes = [
    ...["https://example.com/", "https://docs.example.com/models?x=1"],
    ...["https://www.npmjs.com/package/@example/sdk/v/1.0.0", "https://example.com"],
  ];
  const no = [
    ...["https://notexample.com/", "https://example.com.evil.test/"],
    ...["https://www.npmjs.com/package/@example-fan/sdk", "https://www.npmjs.com/package/other"],
  ];
  assert.deepEqual([...yes, ...no].filter((url) => isOwn(url, own)), yes);
});

Deno.test("every provider of the shipped catalog has pages of its own", async () => {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  const providers = [...new Set(endpoints.map(({ endpoint }) => endpoint.providerId))];
  assert.deepEqual(Object.keys(OWN_PAGES).sort(), providers.sort());
});

Deno.test("each fact of the shipped catalog is from the provider's own page, or says why not", async () => {
  const unexplained = (await shippedSources())
    .filter(({ url, of, secondary }) => secondary === undefined && !isOwn(url, OWN_PAGES[of] ?? []))
    .map(({ id, fact, url }) => `${id}: ${fact}: ${url}`);
  assert.deepEqual(unexplained, []);
});

Deno.test("no page of a provider's own is called somebody else's", async () => {
  const slandered = (await shippedSources())
    .filter(({ url, of, secondary }) => secondary !== undefined && isOwn(url, OWN_PAGES[of] ?? []))
    .map(({ id, fact, url }) => `${id}: ${fact}: ${url}`);
  assert.deepEqual(slandered, []);
});

Deno.test("an address that one endpoint has for itself has a source for itself", async () => {
  const unsaid: string[] = [];
  for await (const { name } of Deno.readDir(CATALOG_DIR)) {
    if (!name.endsWith(".yaml")) continue;
    const { kind, endpoints } = parse(await Deno.readTextFile(new URL(name, CATALOG_DIR))) as {
      kind: string;
      endpoints: { slug: string; base_url?: string; sources?: { base_url?: unknown } }[];
    };
    const without = endpoints.filter(({ base_url, sources }) =>
      kind === "hosted" && base_url !== undefined && sources?.base_url === undefined
    );
    unsaid.push(...without.map(({ slug }) => `${name}: ${slug}`));
  }
  assert.deepEqual(unsaid, []);
});

Deno.test("every example of a server of one's own says where its address was read", async () => {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  const unsaid = endpoints.filter(({ sources }) => sources.base_url === undefined);
  assert.deepEqual(unsaid.map(({ endpoint }) => endpoint.id), []);
});
