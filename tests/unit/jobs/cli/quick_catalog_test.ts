import assert from "node:assert/strict";
import { quickCatalogFor } from "../../../../jobs/cli/endpoint_from_options.ts";
import { loadCatalog } from "../../../../providers/catalog/mod.ts";

Deno.test("quickCatalogFor() finds every endpoint of the catalog as the whole catalog has it, in one file", async () => {
  const whole = await loadCatalog();
  const perProvider = Map.groupBy(whole, ({ providerId }) => providerId);
  for (const [providerId, endpoints] of perProvider) {
    assert.deepEqual(await quickCatalogFor(endpoints[0]!.id), endpoints, providerId);
  }
});

Deno.test("quickCatalogFor() gives the whole catalog for what is in no file, so that all can be proposed", async () => {
  const whole = await loadCatalog();
  for (const id of ["openai/no-such-model", "nobody/at-all", "nonsense"]) {
    assert.equal((await quickCatalogFor(id)).length, whole.length, id);
  }
});
