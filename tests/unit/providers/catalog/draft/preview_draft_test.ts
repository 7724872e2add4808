import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ENDPOINT_GROUPS,
  fieldsOf,
  previewDraft,
  PROVIDER_GROUPS,
} from "../../../../../providers/catalog/draft/mod.ts";
import { catalogSchema } from "../../../../../providers/catalog/catalog_schema.ts";
import { parseCatalogFile } from "../../../../../providers/catalog/mod.ts";

const NAMES = ["openai-chat", "openai"];
const GOOD: Record<string, string> = {
  name: "Acme AI",
  id: "acme",
  kind: "hosted",
  protocol: "openai-chat",
  base_url: "https://api.acme.example/v1",
  api_key_env: "ACME_API_KEY",
  "sources.base_url.url": "https://acme.example/docs",
  "sources.base_url.read_on": "2026-11-22",
  "links.home": "https://acme.example",
  "endpoints[0].model": "Acme/Small: 7B",
  "endpoints[0].slug": "small",
  "endpoints[0].canonical_model": "small-7b",
  "endpoints[0].enabled": "true",
  "endpoints[0].price.input_usd_per_mtok": " 0.10 ",
  "endpoints[0].price.source": "https://acme.example/pricing",
  "endpoints[0].price.read_on": "2026-11-22",
};

const preview = (changes: Record<string, string> = {}) =>
  previewDraft(Object.entries({ ...GOOD, ...changes }), NAMES);

/** `name` or `price.source` of every value that a schema's block can hold. */
function leaves(block: unknown, prefix = ""): string[] {
  let inner = block as { shape?: Record<string, unknown>; unwrap?: () => unknown };
  while (inner.shape === undefined && inner.unwrap !== undefined) {
    inner = inner.unwrap() as typeof inner;
  }
  if (inner.shape === undefined) return [prefix.replace(/\.$/, "")];
  return Object.entries(inner.shape).flatMap(([name, part]) => leaves(part, `${prefix}${name}.`));
}

Deno.test("a form becomes a catalog file that reads as what was filled in", () => {
  const { yaml, problems, good } = preview();
  assert.deepEqual(problems, []);
  assert.equal(good?.id, "acme");
  const { endpoints, problems: inFile } = parseCatalogFile(yaml, "acme.yaml");
  assert.deepEqual(inFile, []);
  assert.equal(endpoints[0]?.endpoint.id, "acme/small");
  assert.equal(endpoints[0]?.endpoint.model, "Acme/Small: 7B");
  assert.equal(endpoints[0]?.endpoint.enabled, true);
  assert.deepEqual(endpoints[0]?.endpoint.price, {
    inputUsdPerMtok: 0.1,
    outputUsdPerMtok: null,
    source: "https://acme.example/pricing",
    readOn: "2026-11-22",
  });
  assert.deepEqual(endpoints[0]?.sources, {
    base_url: { url: "https://acme.example/docs", read_on: "2026-11-22" },
  });
  assert.ok(yaml.startsWith("id: acme\nname: Acme AI\nkind: hosted\n"), yaml);
});

Deno.test("the form has a field for everything a catalog file can say of one provider", () => {
  const { endpoints, ...provider } = catalogSchema([]).shape;
  const paths = (groups: typeof PROVIDER_GROUPS) => fieldsOf(groups).map(({ path }) => path);
  // How often a provider may be asked, and facts of single models, differ too much for a form. Where
  // else a provider speaks for itself is a list, which a reviewer can add.
  const byHand = (path: string) => /^(sources\.requests_per_minute\.|links\.own$)/.test(path);
  const ofProvider = Object.entries(provider).flatMap(([name, part]) => leaves(part, `${name}.`));
  assert.deepEqual(
    paths(PROVIDER_GROUPS).sort(),
    ofProvider.filter((path) => !byHand(path)).sort(),
  );
  const ofEndpoint = leaves(endpoints.element).filter((path) => !path.startsWith("sources."));
  assert.deepEqual(paths(ENDPOINT_GROUPS).sort(), ofEndpoint.sort());
});

Deno.test("problems are named by the fields of the form, those to be filled in apart", () => {
  const { problems, good } = preview({ kind: "", "endpoints[0].slug": "Not A Slug" });
  assert.equal(good, null);
  assert.deepEqual(problems.map(({ field, missing }) => [field, missing]), [
    ["kind", true],
    ["endpoints[0].slug", false],
  ]);
});

Deno.test("a model that nobody filled in is left out, and the others keep their fields' names", () => {
  const more = {
    "endpoints[1].slug": "",
    "endpoints[1].enabled": "true",
    "endpoints[2].slug": "large",
    "endpoints[2].model": "",
  };
  const { problems, yaml } = preview(more);
  assert.deepEqual(problems.map(({ field }) => field), [
    "endpoints[2].model",
    "endpoints[2].canonical_model",
  ]);
  assert.equal(yaml.match(/slug:/g)?.length, 2);
});

Deno.test("an empty form asks for what must be there", () => {
  const { problems } = previewDraft([["endpoints[0].enabled", "true"]], NAMES);
  assert.deepEqual(problems.map(({ field }) => field), [
    ...["id", "name", "kind", "protocol", "base_url"],
    ...["endpoints[0].slug", "endpoints[0].model", "endpoints[0].canonical_model"],
  ]);
  assert.ok(problems.every(({ missing }) => missing));
});

Deno.test("a switch that is off, and text where a number must be, are said as they are", () => {
  const { yaml } = preview({ "endpoints[0].enabled": "" });
  assert.match(yaml, /enabled: false/);
  const { problems } = preview({ "endpoints[0].price.input_usd_per_mtok": "ten cents" });
  assert.deepEqual(problems.map(({ field, message }) => [field, message]), [
    ["endpoints[0].price.input_usd_per_mtok", "must be a number of USD, or null"],
  ]);
});

Deno.test("a price without its page and day is not ready", () => {
  const { problems } = preview({
    "endpoints[0].price.source": "",
    "endpoints[0].price.read_on": "",
  });
  assert.deepEqual(problems.map(({ field }) => field), [
    "endpoints[0].price.source",
    "endpoints[0].price.read_on",
  ]);
});

Deno.test("a key pasted in its variable's place is in no text that comes out", () => {
  const key = "sk-live-abcdefghijklmnopqrstuvwxyz";
  const refused = [{ api_key_env: key }, { base_url: `https://user:${key}@acme.example` }];
  for (const changes of refused) {
    const made = preview(changes);
    assert.equal(made.good, null);
    assert.ok(!JSON.stringify(made).includes("sk-live"), JSON.stringify(made));
  }
});

Deno.test("whatever a form is sent, what comes out is a file the catalog reads or problems", () => {
  const name = fc.oneof(
    fc.constantFrom(
      ...Object.keys(GOOD),
      "endpoints[7].slug",
      "__proto__",
      "endpoints[0].__proto__.x",
    ),
    fc.string(),
  );
  const entries = fc.array(
    fc.tuple(name, fc.oneof(fc.constantFrom(...Object.values(GOOD)), fc.string())),
  );
  fc.assert(fc.property(entries, (changes) => {
    const { yaml, problems, good } = previewDraft([...Object.entries(GOOD), ...changes], NAMES);
    assert.equal(good === null, problems.length > 0);
    if (good !== null) assert.deepEqual(parseCatalogFile(yaml, "f").problems, []);
  }));
  assert.equal(({} as Record<string, unknown>).x, undefined);
});
