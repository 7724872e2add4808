import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import assert from "node:assert/strict";
import fc from "fast-check";
import { signatureHeader, signRequest } from "../../../../providers/protocols/sigv4.ts";

const DATE = "20150830T123600Z";
const HOST = "example.amazonaws.com";
const KEYS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const SCOPE = { region: "us-east-1", service: "service" };
const CREDENTIAL = { kind: "aws" as const, ...KEYS, sessionToken: null };

/** A case of the test suite AWS publishes for signature version 4, which all have these keys. */
interface Vector {
  name: string;
  method?: string;
  path?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  signature: string;
}

const UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FORM = "application/x-www-form-urlencoded";
const VECTORS: Vector[] = [
  {
    name: "get-vanilla",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  },
  {
    name: "get-header-key-duplicate",
    headers: { "my-header1": "value2,value2,value1" },
    signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
  },
  {
    name: "get-header-value-multiline",
    headers: { "my-header1": "value1,value2,value3" },
    signature: "ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790",
  },
  {
    name: "get-header-value-order",
    headers: { "my-header1": "value4,value1,value3,value2" },
    signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
  },
  {
    name: "get-header-value-trim",
    headers: { "my-header1": " value1", "my-header2": ' "a   b   c" ' },
    signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  },
  {
    name: "get-unreserved",
    path: `/${UNRESERVED}`,
    signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
  },
  {
    name: "get-utf8",
    path: "/ሴ",
    signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
  },
  {
    name: "get-vanilla-empty-query-key",
    query: { Param1: "value1" },
    signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
  },
  {
    name: "get-vanilla-query-order-key-case",
    query: { Param2: "value2", Param1: "value1" },
    signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  },
  {
    name: "get-vanilla-query-unreserved",
    query: { [UNRESERVED]: UNRESERVED },
    signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
  },
  {
    name: "get-vanilla-utf8-query",
    query: { "ሴ": "bar" },
    signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
  },
  ...["/./", "/../", "/foo/bar/../..", "//", "/example/.."].map((path) => ({
    name: `get ${path}, which is /`,
    path,
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  })),
  {
    name: "post-vanilla",
    method: "POST",
    signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  },
  {
    name: "post-header-key-sort",
    method: "POST",
    headers: { "my-header1": "value1" },
    signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
  },
  {
    name: "post-header-value-case",
    method: "POST",
    headers: { "my-header1": "VALUE1" },
    signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
  },
  {
    name: "post-vanilla-query",
    method: "POST",
    query: { Param1: "value1" },
    signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
  },
  {
    name: "post-vanilla-query-nonunreserved",
    method: "POST",
    query: { "@#$%^": "", "+": '/,?><`";:\\|][{}' },
    signature: "66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e",
  },
  {
    name: "post-vanilla-query-space",
    method: "POST",
    query: { p: "" },
    signature: "e71688addb58a26418614085fb730ba3faa623b461c17f48f2fbdb9361b94a9b",
  },
  {
    name: "post-x-www-form-urlencoded",
    method: "POST",
    headers: { "content-type": FORM },
    body: "Param1=value1",
    signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  },
  {
    name: "post-x-www-form-urlencoded-parameters",
    method: "POST",
    headers: { "content-type": `${FORM}; charset=utf8` },
    body: "Param1=value1",
    signature: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
  },
];

Deno.test.each(VECTORS)("AWS's published vector $name", (vector) => {
  const headers = { host: HOST, "x-amz-date": DATE, ...vector.headers };
  const header = signatureHeader(
    {
      method: vector.method ?? "GET",
      path: vector.path ?? "/",
      query: Object.entries(vector.query ?? {}),
      headers,
      body: vector.body ?? "",
    },
    KEYS,
    SCOPE,
  );
  assert.equal(
    header,
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
      `SignedHeaders=${Object.keys(headers).sort().join(";")}, Signature=${vector.signature}`,
  );
});

Deno.test("a signed request bears the signature that AWS's own client gives it", async () => {
  const word = fc.stringMatching(/^[A-Za-z0-9/+=_.~!'()*:-]{1,30}$/);
  const text = fc.string({ maxLength: 20, unit: "binary" }).map((value) => value.toWellFormed());
  const request = fc.record({
    segments: fc.array(text.filter((part) => !/^\.{1,2}$/.test(part)), { maxLength: 4 }),
    query: fc.dictionary(text, fc.array(text, { minLength: 1, maxLength: 3 }), { maxKeys: 4 }),
    headers: fc.dictionary(
      fc.stringMatching(/^(my|x-amzn)-[a-z]{1,10}$/),
      fc.stringMatching(/^[\x20-\x7e]{0,20}$/),
      { maxKeys: 4 },
    ),
    body: text,
    port: fc.option(fc.integer({ min: 1024, max: 65535 }), { nil: null }),
    region: fc.constantFrom("us-east-1", "eu-central-2", "us-gov-west-1"),
    service: fc.constantFrom("bedrock", "sagemaker"),
    accessKeyId: word,
    secretAccessKey: word,
    sessionToken: fc.option(word, { nil: null }),
    nowUnixMs: fc.integer({ min: 0, max: 4e12 }),
  });
  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      const { region, service, nowUnixMs, headers, body } = given;
      const { accessKeyId, secretAccessKey, sessionToken } = given;
      const url = new URL(`https://host.example${given.port === null ? "" : `:${given.port}`}`);
      url.pathname = given.segments.map(encodeURIComponent).join("/");
      for (const [name, values] of Object.entries(given.query)) {
        for (const value of values) url.searchParams.append(name, value);
      }
      const before = { method: "POST" as const, url, headers, body };
      const signed = signRequest(
        before,
        { kind: "aws", accessKeyId, secretAccessKey, sessionToken },
        { region, service },
        nowUnixMs,
      );

      const theirs = await new SignatureV4({
        service,
        region,
        sha256: Sha256,
        applyChecksum: false,
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === null ? {} : { sessionToken }),
        },
      }).sign({
        method: "POST",
        protocol: "https:",
        hostname: url.hostname,
        path: signed.url.pathname,
        query: given.query,
        headers: { ...headers, host: url.host },
        body,
      }, { signingDate: new Date(nowUnixMs) });
      assert.equal(signed.headers.authorization, theirs.headers.authorization);
      assert.equal(signed.headers["x-amz-date"], theirs.headers["x-amz-date"]);
      assert.equal(signed.headers["x-amz-security-token"], theirs.headers["x-amz-security-token"]);
      assert.equal(signed.body, body);
      assert.equal(signed.url.pathname, url.pathname);
      assert.deepEqual(
        [...signed.url.searchParams].sort(),
        [...url.searchParams].sort(),
      );
    }),
    { numRuns: 300 },
  );
});

Deno.test("a query is sent as it was signed, and the request given stays as it was", () => {
  const url = new URL("https://host.example/a?z=1+2&b=%3A&b=!");
  const request = { method: "POST" as const, url, headers: { "x-own": "1" }, body: "{}" };
  const signed = signRequest(request, CREDENTIAL, SCOPE, 0);
  assert.equal(signed.url.search, "?b=%21&b=%3A&z=1%202");
  assert.equal(url.href, "https://host.example/a?z=1+2&b=%3A&b=!");
  assert.deepEqual(request.headers, { "x-own": "1" });
  assert.equal(signed.headers["x-amz-date"], "19700101T000000Z");
  assert.ok(!("x-amz-security-token" in signed.headers));
});

Deno.test("keys that cannot stand in a header are refused and not repeated", () => {
  const request = {
    method: "POST" as const,
    url: new URL("https://host.example/"),
    headers: {},
    body: "",
  };
  const cases = [
    [{ accessKeyId: "" }, "access key id"],
    [{ secretAccessKey: "hunter2 hunter2" }, "secret access key"],
    [{ sessionToken: "hunter2\r\nx: y" }, "session token"],
    [{ sessionToken: "" }, "session token"],
  ] as const;
  for (const [wrong, what] of cases) {
    assert.throws(
      () => signRequest(request, { ...CREDENTIAL, ...wrong }, SCOPE, 0),
      (error) =>
        error instanceof TypeError && error.message.startsWith(`the AWS ${what} is empty or`) &&
        !error.message.includes("hunter2"),
    );
  }
});
