import { Sha256 } from "@aws-crypto/sha256-js";
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { SignatureV4 } from "@smithy/signature-v4";
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertMeasured, runJobCommand, withTempDir } from "../testing/job_command.ts";
import { accountFile, PRIVATE_KEY, startTokenServer } from "../testing/token_server.ts";

const KEYS = {
  AWS_ACCESS_KEY_ID: "AKIDCANARY1234567890",
  AWS_SECRET_ACCESS_KEY: "canary/secret+access=key-1234567890",
  AWS_SESSION_TOKEN: "canary-session-token-1234567890",
};
const MODEL = "us.vendor.some-model-v1:0";
const RUN = ["--max-num-completed-requests", "4", "--checks", "4", "--no-calibrate", "--json"];

const codec = new EventStreamCodec(
  (bytes) => new TextDecoder().decode(bytes as Uint8Array),
  (text) => new TextEncoder().encode(text),
);

function binaryMessage(name: string, payload: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(codec.encode({
    headers: {
      ":message-type": { type: "string", value: "event" },
      ":event-type": { type: "string", value: name },
      ":content-type": { type: "string", value: "application/json" },
    },
    body: new TextEncoder().encode(JSON.stringify(payload)),
  }));
}

/** The signature that AWS's own client gives a request that came over the wire. */
async function expectedSignature(request: Request, body: string): Promise<string> {
  const url = new URL(request.url);
  const given = request.headers.get("authorization")!;
  const names = /SignedHeaders=([^,]+)/.exec(given)![1]!.split(";");
  const date = request.headers.get("x-amz-date")!;
  const signed = await new SignatureV4({
    service: "bedrock",
    region: "us-east-1",
    sha256: Sha256,
    applyChecksum: false,
    credentials: {
      accessKeyId: KEYS.AWS_ACCESS_KEY_ID,
      secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY,
      sessionToken: KEYS.AWS_SESSION_TOKEN,
    },
  }).sign({
    method: request.method,
    protocol: "http:",
    hostname: url.hostname,
    path: url.pathname,
    headers: Object.fromEntries(
      names.filter((name) => !name.startsWith("x-amz-"))
        .map((name) => [name, request.headers.get(name)!]),
    ),
    body,
  }, {
    signingDate: new Date(date.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:")),
  });
  return signed.headers.authorization!;
}

Deno.test("a job signs every request as AWS wants it, and keeps the keys to itself", () =>
  withTempDir(async (cwd) => {
    const wrong: string[] = [];
    let requests = 0;
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        requests++;
        const body = await request.text();
        const given = request.headers.get("authorization");
        const expected = await expectedSignature(request, body);
        if (given !== expected) wrong.push(`${given} is not ${expected}`);
        const path = new URL(request.url).pathname;
        if (path !== "/model/us.vendor.some-model-v1%3A0/converse-stream") wrong.push(path);
        return new Response(
          new Blob([
            binaryMessage("messageStart", { role: "assistant" }),
            binaryMessage("contentBlockDelta", { delta: { text: "One" }, contentBlockIndex: 0 }),
            binaryMessage("contentBlockDelta", { delta: { text: " two" }, contentBlockIndex: 0 }),
            binaryMessage("messageStop", { stopReason: "end_turn" }),
            binaryMessage("metadata", { usage: { inputTokens: 9, outputTokens: 2 } }),
          ]),
          { headers: { "content-type": "application/vnd.amazon.eventstream" } },
        );
      },
    );
    try {
      const { code, stdout, stderr } = await runJobCommand([
        ...["--url", `http://127.0.0.1:${server.addr.port}`, "--llm-api", "aws-bedrock"],
        ...["--model", MODEL, ...RUN],
      ], { cwd, env: KEYS });
      assertMeasured(code, stderr);
      const { counts } = JSON.parse(stdout);
      assert.deepEqual([counts.started, counts.ok], [4, 4], stdout);
      assert.deepEqual(wrong, []);
      assert.equal(requests, 8);
      for (const secret of Object.values(KEYS)) {
        assert.ok(!(stdout + stderr).includes(secret));
      }
    } finally {
      await server.shutdown();
    }
  }));

Deno.test("a job asks Google for a service account's token once, and sends nothing else", () =>
  withTempDir(async (cwd) => {
    const token = "ya29.canary-access-token-1234567890";
    const seen: string[] = [];
    const tokens = startTokenServer(() => Response.json({ access_token: token, expires_in: 3600 }));
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        seen.push(`${[...request.headers].flat().join(" ")} ${await request.text()}`);
        const answer = {
          candidates: [{ content: { parts: [{ text: "Four" }] }, finishReason: "STOP" }],
          usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1 },
        };
        return new Response(`data: ${JSON.stringify(answer)}\n\n`, {
          headers: { "content-type": "text/event-stream" },
        });
      },
    );
    try {
      await Deno.writeTextFile(join(cwd, "account.json"), accountFile(tokens.tokenUri));
      const { code, stdout, stderr } = await runJobCommand([
        ...["--url", `http://127.0.0.1:${server.addr.port}`, "--llm-api", "google-gemini"],
        ...["--model", "some-model", "--api-key-env", "GOOGLE_APPLICATION_CREDENTIALS", ...RUN],
      ], { cwd, env: { GOOGLE_APPLICATION_CREDENTIALS: join(cwd, "account.json") } });
      assertMeasured(code, stderr);
      assert.equal(JSON.parse(stdout).counts.ok, 4, stdout);
      assert.equal(tokens.forms.length, 1);
      assert.equal(seen.length, 8);
      const assertion = tokens.forms[0]!.get("assertion")!;
      const keyLine = PRIVATE_KEY.split("\n")[2]!;
      for (const request of seen) {
        assert.ok(request.includes(`authorization Bearer ${token}`));
        assert.ok(!request.includes(assertion) && !request.includes(keyLine));
      }
      for (const secret of [token, assertion, keyLine]) {
        assert.ok(!(stdout + stderr).includes(secret));
      }
    } finally {
      await server.shutdown();
      await tokens.stop();
    }
  }));

Deno.test("credentials that are missing or wrong are one line that says how to mend it", () =>
  withTempDir(async (cwd) => {
    const byHand = ["--url", "http://127.0.0.1:9", "--model", "m", "--no-store"];
    const aws = [...byHand, "--llm-api", "aws-sagemaker"];
    const google = [...byHand, "--llm-api", "google-gemini", "--api-key-env", "ACCOUNT"];
    const cases: [string[], Record<string, string>, RegExp][] = [
      [
        aws,
        { AWS_ACCESS_KEY_ID: "AKIDCANARY", AWS_SECRET_ACCESS_KEY: "" },
        /set the environment variable AWS_SECRET_ACCESS_KEY$/,
      ],
      [
        [...aws, "--api-key-env", "AWS_SECRET_ACCESS_KEY"],
        KEYS,
        /AWS_SECRET_ACCESS_KEY is a part of AWS keys: name .* AWS_ACCESS_KEY_ID$/,
      ],
      [
        aws,
        { ...KEYS, AWS_SESSION_TOKEN: "canary session" },
        /the AWS session token .* has a space/,
      ],
      [
        google,
        { ACCOUNT: accountFile("https://evil.example/token") },
        /the "token_uri" in ACCOUNT is not Google's/,
      ],
      [google, { ACCOUNT: "/not/there.json" }, /the file that ACCOUNT names is not there/],
      [
        google,
        { ACCOUNT: accountFile("http://127.0.0.1:9/token") },
        /no token for .*: 127\.0\.0\.1:9 could not be reached$/,
      ],
    ];
    await Promise.all(cases.map(async ([args, env, says]) => {
      const { code, stdout, stderr } = await runJobCommand(args, { cwd, env });
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr.trim(), says);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      assert.ok(!/canary|PRIVATE KEY/.test(stderr), stderr);
    }));
  }));
