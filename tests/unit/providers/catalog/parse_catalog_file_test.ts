import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCatalogFile } from "../../../../providers/catalog/parse_catalog_file.ts";

const GOOD = `id: example
name: Example AI
kind: hosted
protocol: openai
base_url: https://api.example.com/v1
api_key_env: EXAMPLE_API_KEY
sources:
  base_url: {url: https://example.com/docs, read_on: 2026-11-22}
  model: {url: https://example.com/models, read_on: 2026-11-22}
endpoints:
  - slug: small
    model: Example/Small-7B
    canonical_model: small-7b
    sources: {model: {url: https://example.com/small, read_on: 2026-11-21}}
    price:
      input_usd_per_mtok: 0.1
      output_usd_per_mtok: null
      source: https://example.com/pricing
      read_on: 2026-11-22
`;

/** The problems of the good file with one piece of it replaced. */
function problemsOf(from: string, to: string): string[] {
  assert.ok(GOOD.includes(from), `the good file has no ${from}`);
  const { endpoints, problems } = parseCatalogFile(GOOD.replace(from, to), "example.yaml");
  assert.equal(endpoints.length, problems.length === 0 ? 1 : 0);
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

function soleProblem(from: string, to: string): string {
  const problems = problemsOf(from, to);
  assert.equal(problems.length, 1, problems.join("\n"));
  return problems[0]!;
}

Deno.test("a good file becomes endpoints, with null where it says nothing", () => {
  const { endpoints, problems } = parseCatalogFile(GOOD, "example.yaml");
  assert.deepEqual(problems, []);
  assert.deepEqual(endpoints, [{
    file: "example.yaml",
    line: 11,
    column: 5,
    sources: {
      base_url: { url: "https://example.com/docs", read_on: "2026-11-22" },
      model: { url: "https://example.com/small", read_on: "2026-11-21" },
    },
    unexplained: [
      { fact: "base_url", url: "https://example.com/docs" },
      { fact: "model", url: "https://example.com/small" },
    ],
    endpoint: {
      id: "example/small",
      providerId: "example",
      providerName: "Example AI",
      kind: "hosted",
      model: "Example/Small-7B",
      canonicalModel: "small-7b",
      protocol: "openai-chat",
      baseUrl: "https://api.example.com/v1",
      apiKeyEnv: "EXAMPLE_API_KEY",
      enabled: true,
      region: null,
      price: {
        inputUsdPerMtok: 0.1,
        outputUsdPerMtok: null,
        source: "https://example.com/pricing",
        readOn: "2026-11-22",
      },
      hosting: null,
      links: { home: null, docs: null },
      requestsPerMinute: null,
    },
  }]);
});

Deno.test("a problem names file, line, field, value and what is allowed", () => {
  assert.equal(
    soleProblem("kind: hosted", "kind: rented"),
    'example.yaml:3: kind ("rented") must be hosted or self-hosted',
  );
  assert.match(
    soleProblem("protocol: openai", "protocol: openai-chatt"),
    /^example\.yaml:4: protocol \("openai-chatt"\) is not a protocol we know: did you mean openai-chat[,?]/,
  );
  assert.equal(
    soleProblem("input_usd_per_mtok: 0.1", "input_usd_per_mtok: -1"),
    "example.yaml:16: endpoints[0].price.input_usd_per_mtok (-1) must not be negative",
  );
  assert.equal(
    soleProblem("      read_on: 2026-11-22", "      read_on: 2026-02-30"),
    'example.yaml:19: endpoints[0].price.read_on ("2026-02-30") must be a day such as 2026-11-22',
  );
});

Deno.test("a problem's column is where its field begins", () => {
  const bad = GOOD.replace("kind: hosted", "kind: rented").replace("-7B", "-7B\n    enabeld: true");
  const { problems } = parseCatalogFile(bad, "example.yaml");
  assert.deepEqual(problems.map(({ line, column, field }) => [line, column, field]), [
    [3, 1, "kind"],
    [13, 5, "endpoints[0].enabeld"],
  ]);
});

Deno.test("an endpoint's own protocol and base URL come before its provider's", () => {
  const own = GOOD.replace("slug: small", "slug: small\n    base_url: https://eu.example.com/v1");
  assert.equal(
    parseCatalogFile(own, "f").endpoints[0]?.endpoint.baseUrl,
    "https://eu.example.com/v1",
  );
  const problem = soleProblem("slug: small", "slug: small\n    protocol: carrier-pigeon");
  assert.match(problem, /^example\.yaml:12: endpoints\[0\]\.protocol .* did you mean/);
});

Deno.test("a page is the provider's own by its home, its documentation, or what links.own adds", () => {
  const unexplained = (links: string) => {
    const text = GOOD.replace("api_key_env:", `links: ${links}\napi_key_env:`);
    const { endpoints, problems } = parseCatalogFile(text, "example.yaml");
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(endpoints[0]!.endpoint.links), ["home", "docs"]);
    return endpoints[0]!.unexplained.map(({ fact }) => fact);
  };
  assert.deepEqual(unexplained("{home: https://www.example.com}"), []);
  assert.deepEqual(unexplained("{docs: https://example.com/docs/}"), ["model"]);
  assert.deepEqual(unexplained("{own: [example.com/small, docs.example.com]}"), ["base_url"]);
  assert.deepEqual(unexplained("{home: https://example.test}"), ["base_url", "model"]);
});

Deno.test("what links.own adds is a place of one provider, not of everybody", () => {
  const problem = (place: string) =>
    soleProblem("api_key_env:", `links: {own: ["${place}"]}\napi_key_env:`);
  assert.match(problem("github.com"), /links\.own\[0\] \("github\.com"\) .* add the path/);
  assert.match(problem("https://example.com"), /must be a host, or a host and a path/);
});

Deno.test("a source may say why its page is not the provider's own", () => {
  const from = "read_on: 2026-11-21}";
  const why = (reason: string) => `read_on: 2026-11-21, secondary: ${reason}}`;
  const { endpoints, problems } = parseCatalogFile(GOOD.replace(from, why("a price list")), "a");
  assert.deepEqual(problems, []);
  assert.deepEqual(endpoints[0]?.sources.model, {
    url: "https://example.com/small",
    read_on: "2026-11-21",
    secondary: "a price list",
  });
  assert.deepEqual(endpoints[0]?.unexplained.map(({ fact }) => fact), ["base_url"]);
  assert.match(
    soleProblem(from, why('""')),
    /model\.secondary \(""\) must be one line of 1 to 200/,
  );
});

Deno.test("a slug may stand once in a file", () => {
  const again = "  - {slug: small, model: x, canonical_model: x}\n";
  assert.deepEqual(
    problemsOf("      read_on: 2026-11-22\n", `      read_on: 2026-11-22\n${again}`),
    [
      'example.yaml:20: endpoints[1].slug ("small") is the slug of an earlier endpoint: ' +
      "give each endpoint its own",
    ],
  );
});

Deno.test("a base URL with a placeholder is for endpoints that are not measured every week", () => {
  const url = "https://api.example.com/v1";
  const withPlaceholder = "https://{EXAMPLE_ACCOUNT}.example.com/{EXAMPLE_REGION}/v1";
  assert.equal(
    soleProblem(url, withPlaceholder),
    "example.yaml:11: endpoints[0].enabled is missing: must be false, " +
      "since the base URL has the placeholder {EXAMPLE_ACCOUNT}",
  );
  const template = GOOD.replace(url, withPlaceholder)
    .replace("slug: small", "slug: small\n    enabled: false");
  const { endpoints, problems } = parseCatalogFile(template, "f");
  assert.deepEqual(problems, []);
  assert.equal(endpoints[0]?.endpoint.baseUrl, withPlaceholder);
  for (const bad of ["https://{account}.example.com", "https://a.example.com/{}/v1"]) {
    assert.match(
      soleProblem(url, bad),
      /base_url \(value not shown\) may have placeholders such as/,
    );
  }
});

Deno.test("a missing field is called missing, at the block it is missing from", () => {
  assert.equal(
    soleProblem("    canonical_model: small-7b\n", ""),
    "example.yaml:11: endpoints[0].canonical_model is missing: " +
      'must be lower-case letters, digits, ".", "-" and "_", at most 100 characters',
  );
});

Deno.test("an unknown field is refused with the fields that exist there", () => {
  assert.equal(
    soleProblem("name: Example AI", "name: Example AI\nlink: x"),
    "example.yaml:3: link is not a known field; allowed here: id, name, kind, protocol, " +
      "base_url, api_key_env, links, sources, endpoints",
  );
});

Deno.test("all problems of a file are gathered, not just the first", () => {
  const bad = GOOD.replace("id: example", "id: Example!").replace("kind: hosted", "kind: 3")
    .replace("slug: small", "slug: Not A Slug").replace("model: Example", "modle: Example");
  const lines = parseCatalogFile(bad, "f").problems.map(({ line, field }) => `${line} ${field}`);
  assert.deepEqual(lines.sort(), [
    "1 id",
    "11 endpoints[0].model",
    "11 endpoints[0].slug",
    "12 endpoints[0].modle",
    "3 kind",
  ]);
});

Deno.test("what looks like a key is refused and never printed", () => {
  const keys = [
    "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789",
    "gsk_abcdefghijklmnop",
    "A8F3C1D29B7E4F6A8B1C2D3E4F5A6B7C",
    '""',
  ];
  for (const key of keys) {
    const problem = problemsOf("api_key_env: EXAMPLE_API_KEY", `api_key_env: ${key}`)[0]!;
    assert.match(problem, /^example\.yaml:6: api_key_env \(value not shown\) .*NAME/);
    assert.equal(problem.includes(key.slice(0, 8)) && key !== '""', false);
  }
  const unknown = soleProblem("name: Example AI", "name: Example AI\napi_key: sk-abcdef");
  assert.equal(unknown.includes("sk-abcdef"), false);
});

Deno.test("a base URL must be https, or http on loopback, and hold no credentials", () => {
  const allowed = ["https://h.example", "http://127.0.0.1:8000/v1", "http://[::1]/v1"];
  for (const url of [...allowed, "http://localhost:8000/v1?api-version=1"]) {
    assert.deepEqual(problemsOf("https://api.example.com/v1", url), []);
  }
  const refused = [
    "http://api.example.com/v1",
    "http://127.0.0.1.evil.example/v1",
    "https://user:hunter2@api.example.com/v1",
    "https://hunter2@api.example.com/v1",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "api.example.com",
    "7",
    "https://h.example/#hunter2",
    "https://h.example/v1?api-version=1&api_key=hunter2",
  ];
  for (const url of refused) {
    const problem = soleProblem("https://api.example.com/v1", url);
    assert.match(problem, /^example\.yaml:5: base_url \(value not shown\) must/);
    assert.equal(problem.includes("hunter2"), false);
  }
});

Deno.test("aliases, anchors, tags and __proto__ are refused", () => {
  const cases = [
    ["name: Example AI", "name: &a Example AI", /2: the anchor &a is not allowed/],
    ["name: Example AI", "name: !!binary aGk=", /2: (the tag|is not valid YAML)/],
    ["name: Example AI", "name: Example AI\n__proto__: {x: 1}", /3: the field __proto__ is not/],
    ["name: Example AI", "name: Example AI\n<<: {x: 1}", /3: the field << is not/],
    ["kind: hosted", "kind: &k hosted\nlinks: *k", /4: the alias \*k is not allowed/],
  ] as const;
  for (const [from, to, expected] of cases) {
    assert.match(problemsOf(from, to).join("\n"), expected);
  }
});

Deno.test("a bomb of aliases is refused at once", () => {
  const levels = Array.from(
    { length: 20 },
    (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(10)}]`,
  );
  const { problems } = parseCatalogFile(["l0: &l0 lol", ...levels].join("\n"), "bomb.yaml");
  assert.ok(problems.length > 0);
});

Deno.test("broken YAML, doubled fields, and files too big or too deep are problems, not crashes", () => {
  assert.match(soleProblem("name: Example AI", "name: Example AI\nname: Again"), /3: is not valid/);
  assert.match(problemsOf("name: Example AI", "name: [Example")[0]!, /is not valid YAML/);
  assert.match(problemsOf(GOOD, "")[0]!, /example\.yaml:1: the file must be a block/);
  assert.match(problemsOf(GOOD, "- 1\n- 2")[0]!, /the file must be a block/);
  assert.match(problemsOf(GOOD, `${GOOD}---\n${GOOD}`)[0]!, /is not valid YAML/);
  assert.match(problemsOf(GOOD, `${GOOD}#${"x".repeat(70_000)}`)[0]!, /at most 65536 allowed/);
  for (const nest of ["[", "- ", "{a: ", "? "]) {
    for (const depth of [500, 5000]) {
      assert.notEqual(parseCatalogFile(nest.repeat(depth), "deep.yaml").problems.length, 0);
    }
  }
});

Deno.test("no text whatever makes it throw, and every problem has a line of the file", () => {
  const piece = fc.constantFrom(
    ...GOOD.split("\n"),
    "  - a",
    "? b",
    "*x",
    "&x",
    "!!t",
    "\t",
    "[",
    "}",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 20 }).map((all) => all.join("\n")),
  );
  fc.assert(fc.property(text, (yaml) => {
    const { endpoints, problems } = parseCatalogFile(yaml, "any.yaml");
    assert.ok(endpoints.length > 0 || problems.length > 0);
    for (const { line, message } of problems) {
      assert.ok(line >= 1 && line <= yaml.split(/\r\n|[\r\n]/).length + 1);
      assert.notEqual(message, "");
    }
  }));
});
