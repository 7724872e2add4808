import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Endpoint,
  fillPlaceholders,
  parseCatalogFile,
  placeholdersIn,
} from "../../../../providers/catalog/mod.ts";

const TEMPLATE = "https://{ACME_ACCOUNT}.acme.example/projects/{ACME_PROJECT}/v1";

function endpointAt(baseUrl: string): Endpoint {
  const yaml = `{id: acme, name: Acme, kind: hosted, protocol: openai-chat, base_url: "${baseUrl}",
    api_key_env: null, endpoints: [{slug: a, model: a, canonical_model: a, enabled: false}]}`;
  const { endpoints, problems } = parseCatalogFile(yaml, "acme.yaml");
  assert.deepEqual(problems, []);
  return endpoints[0]!.endpoint;
}

const filledFrom = (baseUrl: string, env: Record<string, string>) =>
  fillPlaceholders(endpointAt(baseUrl), (name) => env[name]).baseUrl;

Deno.test("placeholders are filled from the environment variables they name", () => {
  assert.deepEqual(placeholdersIn(TEMPLATE), ["ACME_ACCOUNT", "ACME_PROJECT"]);
  assert.equal(
    filledFrom(TEMPLATE, { ACME_ACCOUNT: "our-team", ACME_PROJECT: " p1 " }),
    "https://our-team.acme.example/projects/p1/v1",
  );
});

Deno.test("a base URL without placeholders stays as it is, whatever the environment holds", () => {
  assert.equal(filledFrom("https://acme.example/v1", { ACME: "x" }), "https://acme.example/v1");
});

Deno.test("a variable that is not set is named", () => {
  assert.throws(
    () => filledFrom(TEMPLATE, { ACME_ACCOUNT: "our-team" }),
    {
      name: "RangeError",
      message: `acme/a needs the environment variable ACME_PROJECT: it stands in the base URL ` +
        TEMPLATE,
    },
  );
});

Deno.test("no value leads a key to another host, and a refused value is not shown", () => {
  const hostile = fc.constantFrom("/", ".", "@", "#", "?", ":", "\\", "%", " ", "é");
  fc.assert(fc.property(fc.string(), hostile, fc.string(), (before, sign, after) => {
    const value = `q${before}${sign}${after}q`;
    assert.throws(
      () => filledFrom(TEMPLATE, { ACME_ACCOUNT: value, ACME_PROJECT: "p" }),
      (error: Error) => error instanceof RangeError && !error.message.includes(value),
    );
  }));
  fc.assert(fc.property(fc.string({ maxLength: 70 }), (value) => {
    let url: string;
    try {
      url = filledFrom(TEMPLATE, { ACME_ACCOUNT: value, ACME_PROJECT: value });
    } catch (error) {
      assert.ok(error instanceof RangeError);
      return;
    }
    assert.match(new URL(url).hostname, /^[a-z0-9-]+\.acme\.example$/);
  }));
});
