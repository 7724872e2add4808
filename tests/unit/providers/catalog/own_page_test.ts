import assert from "node:assert/strict";
import { isOwnPage, ownPlaces } from "../../../../providers/catalog/own_page.ts";

Deno.test("a page is a provider's own by whole labels of its host and whole segments of its path", () => {
  const places = ["example.com", "www.npmjs.com/package/@example"];
  const own = [
    ...["https://example.com", "https://docs.example.com/models?x=1"],
    ...["https://www.npmjs.com/package/@example", "https://www.npmjs.com/package/@example/sdk/v/1"],
  ];
  const others = [
    ...[
      "https://notexample.com/",
      "https://example.com.evil.test/",
      "https://evil.test/example.com",
    ],
    ...["https://www.npmjs.com/package/@example-fan/sdk", "https://www.npmjs.com/package/other"],
  ];
  assert.deepEqual([...own, ...others].filter((url) => isOwnPage(url, places)), own);
  assert.equal(isOwnPage("https://example.com", []), false);
});

Deno.test("a home page stands for its site, a page below a shared host for no more than itself", () => {
  assert.deepEqual(
    ownPlaces({
      home: "https://www.example.com/",
      docs: "https://github.com/example/server/",
      own: ["pypi.org/project/example"],
    }),
    ["example.com", "github.com/example/server", "pypi.org/project/example"],
  );
  assert.deepEqual(ownPlaces({ home: null, docs: null, own: [] }), []);
});
