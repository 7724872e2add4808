import assert from "node:assert/strict";
import { parse } from "yaml";
import { catalogSchema } from "../../providers/catalog/catalog_schema.ts";
import { protocols } from "../../providers/protocols/mod.ts";

/** A field of GitHub's issue form. */
interface FormField {
  type: string;
  id?: string;
  attributes: { label?: string; options?: string[] };
  validations?: { required?: boolean };
}

const FORM = new URL(
  "../../.github/ISSUE_TEMPLATE/add-provider.yml",
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
