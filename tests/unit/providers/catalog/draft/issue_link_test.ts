import assert from "node:assert/strict";
import { parse } from "yaml";
import { catalogSchema } from "../../../../../providers/catalog/catalog_schema.ts";
import { issueLink } from "../../../../../providers/catalog/draft/mod.ts";
import { protocols } from "../../../../../providers/protocols/mod.ts";

/** A field of GitHub's issue form. */
interface FormField {
  type: string;
  id?: string;
  attributes: { label?: string; options?: string[] };
  validations?: { required?: boolean };
}

const FORM = new URL(
  "../../../../../.github/ISSUE_TEMPLATE/add-provider.yml",
  import.meta.url,
);
const { body } = parse(await Deno.readTextFile(FORM)) as { body: FormField[] };
const fields = body.filter(({ type }) => type !== "markdown");
const { shape } = catalogSchema([]);

Deno.test("the issue form's fields are a catalog file's fields, in their order", () => {
  assert.deepEqual(fields.map(({ id }) => id), Object.keys(shape));
});

Deno.test("the issue form offers what the schema allows", () => {
  const options = (id: string) => fields.find((field) => field.id === id)?.attributes.options;
  assert.deepEqual(options("kind"), shape.kind.options);
  assert.deepEqual(options("protocol"), protocols.map(({ id }) => id));
});

Deno.test("the issue form asks for what the schema cannot do without", () => {
  const { success, error } = catalogSchema([]).safeParse({});
  assert.equal(success, false);
  // A key may be none at all, which a form can only say by an empty field.
  const needed = error!.issues.map(({ path }) => path[0]).filter((name) => name !== "api_key_env");
  const required = fields.filter(({ validations }) => validations?.required).map(({ id }) => id);
  assert.deepEqual(required, needed);
});

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
  assert.equal(query.template, FORM.pathname.split("/").at(-1));
  assert.equal(query.name, "Acme & Söhne");
  assert.deepEqual(parse(query.links!), file.links);
  assert.deepEqual(parse(query.endpoints!), file.endpoints);
  assert.ok(!("api_key_env" in query));
  const known = ["template", "title", ...Object.keys(shape)];
  assert.deepEqual(Object.keys(query).filter((name) => !known.includes(name)), []);
});

Deno.test("a file too long for an address has no link", () => {
  const endpoints = Array.from(
    { length: 200 },
    (_, index) => ({ slug: `model-${index}`.repeat(3) }),
  );
  assert.equal(issueLink("https://github.com/acme/lapboard", { name: "A", endpoints }), null);
});
