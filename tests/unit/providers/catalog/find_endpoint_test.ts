import assert from "node:assert/strict";
import fc from "fast-check";
import { findEndpoint, loadCatalog } from "../../../../providers/catalog/mod.ts";
import { editDistance } from "../../../../providers/catalog/edit_distance.ts";

Deno.test("findEndpoint() finds an endpoint by its exact id", async () => {
  const endpoints = await loadCatalog();
  assert.equal(findEndpoint(endpoints, "groq/gpt-oss-20b").providerId, "groq");
});

Deno.test("findEndpoint() names the nearest ids when asked for one that is not there", async () => {
  const endpoints = await loadCatalog();
  assert.throws(
    () => findEndpoint(endpoints, "openai/gpt4o-mini"),
    /^RangeError: unknown endpoint "openai\/gpt4o-mini": did you mean openai\/gpt-4o-mini, /,
  );
  assert.throws(
    () => findEndpoint(endpoints, "GPT-4o-mini"),
    /did you mean .*\bopenai\/gpt-4o-mini/,
  );
  assert.throws(() => findEndpoint([], "x"), /unknown endpoint "x": the catalog is empty/);
});

Deno.test("editDistance() is a distance: zero to itself, symmetric, at most the longer length", () => {
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("", "abc"), 3);
  const text = fc.string({ maxLength: 12 });
  fc.assert(fc.property(text, text, text, (a, b, c) => {
    assert.equal(editDistance(a, a), 0);
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
    assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
  }));
});
