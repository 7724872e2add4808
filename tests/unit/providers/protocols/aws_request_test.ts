import assert from "node:assert/strict";
import { authorizeAws, awsUrl, regionOf } from "../../../../providers/protocols/aws_request.ts";

Deno.test.each([
  ["bedrock-runtime.us-east-1.amazonaws.com", "us-east-1"],
  ["bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ["bedrock-runtime.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"],
  ["bedrock-runtime.ap-southeast-2.api.aws", "ap-southeast-2"],
  ["bedrock-runtime.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"],
  ["RUNTIME.SageMaker.EU-Central-1.amazonaws.com", "eu-central-1"],
  ["vpce-0a1b-2c3d.bedrock-runtime.il-central-1.vpce.amazonaws.com", "il-central-1"],
  ["bedrock.us-west-2.corp.example", "us-west-2"],
  ["127.0.0.1", "us-east-1"],
  ["localhost", "us-east-1"],
  ["bedrock-runtime.example.com", "us-east-1"],
])("the region of %s is %s", (host, region) => {
  assert.equal(regionOf(host), region);
});

Deno.test("a name in the path is escaped whole, slashes and colons too", () => {
  const arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama3-3-70b";
  const url = awsUrl(new URL("https://h.example"), "/model", arn, "/converse");
  assert.equal(
    url.href,
    "https://h.example/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile" +
      "%2Fus.meta.llama3-3-70b/converse",
  );
  assert.equal(decodeURIComponent(url.pathname.split("/")[2]!), arn);
});

Deno.test.each([
  ["https://h.example", "https://h.example/model/m%3A0/converse"],
  ["https://h.example/", "https://h.example/model/m%3A0/converse"],
  ["https://h.example/proxy/?a=1#x", "https://h.example/proxy/model/m%3A0/converse?a=1"],
  ["https://h.example/model/m%3A0/converse-stream", "https://h.example/model/m%3A0/converse"],
  ["https://h.example/proxy/model/other/invoke/", "https://h.example/proxy/model/m%3A0/converse"],
])("%s leads to %s", (base, expected) => {
  assert.equal(awsUrl(new URL(base), "/model", "m:0", "/converse").href, expected);
});

Deno.test("a name that would walk up the path is refused", () => {
  for (const name of ["", ".", ".."]) {
    assert.throws(
      () => awsUrl(new URL("https://h.example"), "/model", name, "/converse"),
      /^TypeError: the model name ".*" cannot stand in a URL/,
    );
  }
});

Deno.test("AWS keys sign, a key or a token goes as a bearer token, and nothing stays nothing", () => {
  const request = {
    method: "POST" as const,
    url: new URL("https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse"),
    headers: { accept: "application/json" },
    body: "{}",
  };
  const now = Date.UTC(2026, 0, 2);
  const signed = authorizeAws(
    request,
    { kind: "aws", accessKeyId: "AKID", secretAccessKey: "secret-key", sessionToken: "session" },
    "bedrock",
    now,
  );
  assert.match(
    signed.headers.authorization!,
    /^AWS4-HMAC-SHA256 Credential=AKID\/20260102\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=accept;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
  );
  assert.equal(signed.headers["x-amz-security-token"], "session");
  assert.ok(!JSON.stringify(signed).includes("secret-key"));

  for (
    const credential of [{ kind: "key", key: "abc" }, { kind: "bearer", token: "abc" }] as const
  ) {
    assert.deepEqual(
      authorizeAws(request, credential, "bedrock", now).headers,
      { accept: "application/json", authorization: "Bearer abc" },
    );
  }
  assert.deepEqual(authorizeAws(request, { kind: "none" }, "bedrock", now), request);
});
