import assert from "node:assert/strict";
import { parse } from "yaml";
import type { CatalogFile } from "../../../../providers/catalog/catalog_schema.ts";
import { CATALOG_DIR, readCatalog } from "../../../../providers/catalog/mod.ts";
import { isOwnPage, ownPlaces } from "../../../../providers/catalog/own_page.ts";

/** The catalog's files as they are written, before an endpoint takes over what its provider says. */
async function shippedFiles() {
  const files: { name: string; file: CatalogFile }[] = [];
  for await (const { name } of Deno.readDir(CATALOG_DIR)) {
    if (!name.endsWith(".yaml")) continue;
    const { links, ...rest } = parse(await Deno.readTextFile(new URL(name, CATALOG_DIR)));
    files.push({ name, file: { ...rest, links: { own: [], ...links } } });
  }
  return files;
}

Deno.test("each fact of the shipped catalog is from the provider's own page, or says why not", async () => {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  const unexplained = endpoints.flatMap(({ endpoint, unexplained }) =>
    unexplained.map(({ fact, url }) => `${endpoint.id}: ${fact}: ${url}`)
  );
  assert.deepEqual(unexplained, []);
});

Deno.test("no page of a provider's own is called somebody else's, and no place is named for nothing", async () => {
  for (const { name, file } of await shippedFiles()) {
    const sources = [file, ...file.endpoints].flatMap(({ sources }) =>
      Object.values(sources ?? {}).flatMap((source) => source === undefined ? [] : [source])
    );
    const places = ownPlaces(file.links);
    for (const { url, secondary } of sources) {
      assert.equal(secondary === undefined, isOwnPage(url, places), `${name}: ${url}`);
    }
    for (const place of file.links.own) {
      assert.ok(sources.some(({ url }) => isOwnPage(url, [place])), `${name}: ${place}`);
    }
  }
});

Deno.test("an address that one endpoint has for itself has a source for itself", async () => {
  for (const { name, file } of await shippedFiles()) {
    if (file.kind !== "hosted") continue;
    for (const { slug, base_url, sources } of file.endpoints) {
      assert.ok(base_url === undefined || sources?.base_url !== undefined, `${name}: ${slug}`);
    }
  }
});

Deno.test("every example of a server of one's own says where its address was read", async () => {
  const { endpoints } = await readCatalog(CATALOG_DIR);
  const unsaid = endpoints.filter(({ sources }) => sources.base_url === undefined);
  assert.deepEqual(unsaid.map(({ endpoint }) => endpoint.id), []);
});
