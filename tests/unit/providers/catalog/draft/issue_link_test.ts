import assert from "node:assert/strict";
import { parse } from "yaml";
import { catalogSchema } from "../../../../../providers/catalog/catalog_schema.ts";
import { issueLink } from "../../../../../providers/catalog/draft/mod.ts";

const FIELDS = Object.keys(catalogSchema([]).shape);

Deno.test("a link fills the issue form's fields in, blocks as YAML", () => {
  const file = {
    id: "acme",
    name: "Acme & Söhne",
    api_key_env: null,
    links: { home: "https://acme.example" },
    endpoints: [{ slug: "small", model: "Acme/Small" }],
  };
  const link = new URL(issueLink("https://github.com/acme/lapboard", file)!);
  assert.equal(link.origin + link.pathname, "https://github.com/acme/lapboard/issues/new");
  const query = Object.fromEntries(link.searchParams);
  assert.equal(query.template, "add-provider.yml");
  assert.equal(query.name, "Acme & Söhne");
  assert.deepEqual(parse(query.links!), file.links);
  assert.deepEqual(parse(query.endpoints!), file.endpoints);
  assert.ok(!("api_key_env" in query));
  const known = ["template", "title", ...FIELDS];
  assert.deepEqual(Object.keys(query).filter((name) => !known.includes(name)), []);
});

Deno.test("a file too long for an address has no link", () => {
  const endpoints = Array.from(
    { length: 200 },
    (_, index) => ({ slug: `model-${index}`.repeat(3) }),
  );
  assert.equal(issueLink("https://github.com/acme/lapboard", { name: "A", endpoints }), null);
});
