import assert from "node:assert/strict";
import {
  type CredentialDeps,
  type KeyedEndpoint,
  missingVariables,
  resolveCredential,
} from "../../../../jobs/credentials/mod.ts";
import type { Credential } from "../../../../providers/protocols/mod.ts";
import { accountFile, PRIVATE_KEY, startTokenServer } from "../../../testing/token_server.ts";

const BEDROCK = "https://bedrock-runtime.us-east-1.amazonaws.com";
const VERTEX = "https://us-central1-aiplatform.googleapis.com";
const AWS = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "secret" };

function endpoint(
  protocol: string,
  apiKeyEnv: string | null,
  baseUrl = "https://h.example",
): KeyedEndpoint {
  return { id: "some/model", protocol, baseUrl, apiKeyEnv };
}

function deps(env: Record<string, string>, files: Record<string, string> = {}): CredentialDeps {
  return {
    env: (name) => env[name],
    readTextFile: (path) =>
      path in files
        ? Promise.resolve(files[path]!)
        : Promise.reject(new Deno.errors.NotFound(path)),
    fetch,
    now: () => new Date(),
    log: () => {},
  };
}

async function resolve(
  given: KeyedEndpoint,
  env: Record<string, string>,
  files?: Record<string, string>,
): Promise<Credential> {
  return (await resolveCredential(given, deps(env, files)))();
}

const SIMPLE: [string, KeyedEndpoint, Record<string, string>, Credential][] = [
  ["no variable named", endpoint("openai-chat", null), { OPENAI_API_KEY: "k" }, { kind: "none" }],
  ["a key, without the spaces around it", endpoint("openai-chat", "K"), { K: " k1\n" }, {
    kind: "key",
    key: "k1",
  }],
  ["AWS keys", endpoint("aws-bedrock", "AWS_ACCESS_KEY_ID", BEDROCK), AWS, {
    kind: "aws",
    accessKeyId: "AKID",
    secretAccessKey: "secret",
    sessionToken: null,
  }],
  [
    "AWS keys of another prefix, with a session",
    endpoint("aws-sagemaker", "BENCH_ACCESS_KEY_ID"),
    {
      ...AWS,
      BENCH_ACCESS_KEY_ID: "AKID2",
      BENCH_SECRET_ACCESS_KEY: "s2",
      BENCH_SESSION_TOKEN: "t2",
    },
    { kind: "aws", accessKeyId: "AKID2", secretAccessKey: "s2", sessionToken: "t2" },
  ],
  [
    "AWS's own variables where none is named",
    endpoint("aws-bedrock", null, BEDROCK),
    { ...AWS, AWS_SESSION_TOKEN: "t" },
    { kind: "aws", accessKeyId: "AKID", secretAccessKey: "secret", sessionToken: "t" },
  ],
  ["AWS without any keys", endpoint("aws-bedrock", null, BEDROCK), {}, { kind: "none" }],
  [
    "a Bedrock API key",
    endpoint("aws-bedrock", "AWS_BEARER_TOKEN_BEDROCK", BEDROCK),
    { ...AWS, AWS_BEARER_TOKEN_BEDROCK: "bedrock-api-key-1" },
    { kind: "key", key: "bedrock-api-key-1" },
  ],
  ["a Gemini API key", endpoint("google-gemini", "GEMINI_API_KEY"), { GEMINI_API_KEY: "AIza1" }, {
    kind: "key",
    key: "AIza1",
  }],
  ["a Google access token", endpoint("google-gemini", "T", VERTEX), { T: "ya29.a0" }, {
    kind: "bearer",
    token: "ya29.a0",
  }],
  ["Google without a variable", endpoint("google-gemini", null, VERTEX), {}, { kind: "none" }],
  [
    "Google's own variable is not used for others' hosts",
    endpoint("google-gemini", null, "https://gateway.example"),
    { GOOGLE_APPLICATION_CREDENTIALS: "/not/there.json" },
    { kind: "none" },
  ],
];

Deno.test.each(SIMPLE)("a credential is found: %s", async (_, given, env, expected) => {
  assert.deepEqual(await resolve(given, env), expected);
  assert.deepEqual(missingVariables(given, (name) => env[name]), []);
});

const MISSING: [string, KeyedEndpoint, Record<string, string>, string[]][] = [
  ["a key", endpoint("openai-chat", "K"), { K: "  " }, ["K"]],
  ["a Bedrock API key", endpoint("aws-bedrock", "AWS_BEARER_TOKEN_BEDROCK"), AWS, [
    "AWS_BEARER_TOKEN_BEDROCK",
  ]],
  ["both AWS keys", endpoint("aws-bedrock", "AWS_ACCESS_KEY_ID"), {}, [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
  ]],
  ["one of the AWS keys", endpoint("aws-bedrock", "A_ACCESS_KEY_ID"), { A_ACCESS_KEY_ID: "x" }, [
    "A_SECRET_ACCESS_KEY",
  ]],
  ["the other of AWS's own", endpoint("aws-sagemaker", null), { AWS_ACCESS_KEY_ID: "x" }, [
    "AWS_SECRET_ACCESS_KEY",
  ]],
  ["Google's file", endpoint("google-gemini", "GOOGLE_APPLICATION_CREDENTIALS"), {}, [
    "GOOGLE_APPLICATION_CREDENTIALS",
  ]],
];

Deno.test.each(MISSING)("what is missing is named: %s", async (_, given, env, missing) => {
  assert.deepEqual(missingVariables(given, (name) => env[name]), missing);
  await assert.rejects(resolve(given, env), {
    name: "CredentialError",
    message: `some/model needs a key: set the environment variable${
      missing.length > 1 ? "s" : ""
    } ${missing.join(" and ")}`,
  });
});

Deno.test("a part of AWS keys is not taken for an API key, which would be sent as it is", async () => {
  for (const part of ["SECRET_ACCESS_KEY", "SESSION_TOKEN"]) {
    await assert.rejects(
      resolve(endpoint("aws-bedrock", `AWS_${part}`), { [`AWS_${part}`]: "hunter2-hunter2" }),
      {
        name: "CredentialError",
        message:
          `AWS_${part} is a part of AWS keys: name the variable of their id, AWS_ACCESS_KEY_ID`,
      },
    );
  }
});

Deno.test("a service account's token is a bearer token, however the account is given", async () => {
  const server = startTokenServer((n) => Response.json({ access_token: `ya29.${n}` }));
  try {
    const file = accountFile(server.tokenUri);
    const ways: [KeyedEndpoint, Record<string, string>][] = [
      [endpoint("google-gemini", "ACCOUNT", VERTEX), { ACCOUNT: `\n${file}` }],
      [endpoint("google-gemini", "ACCOUNT", VERTEX), { ACCOUNT: "/keys/a.json" }],
      [endpoint("google-gemini", "GOOGLE_APPLICATION_CREDENTIALS"), {
        GOOGLE_APPLICATION_CREDENTIALS: "/keys/other",
      }],
      [endpoint("google-gemini", null, VERTEX), { GOOGLE_APPLICATION_CREDENTIALS: "/keys/other" }],
      [endpoint("google-gemini", null, "http://127.0.0.1:1"), {
        GOOGLE_APPLICATION_CREDENTIALS: "/keys/other",
      }],
    ];
    for (const [index, [given, env]] of ways.entries()) {
      assert.deepEqual(
        await resolve(given, env, { "/keys/a.json": file, "/keys/other": file }),
        { kind: "bearer", token: `ya29.${index}` },
      );
    }
  } finally {
    await server.stop();
  }
});

Deno.test("a file that is not there, or holds something else, is refused without its text", async () => {
  const given = endpoint("google-gemini", "GOOGLE_APPLICATION_CREDENTIALS");
  const resolved = (path: string, files = {}) =>
    resolve(given, { GOOGLE_APPLICATION_CREDENTIALS: path }, files);
  // What was pasted into the variable may be a key, so it is not repeated.
  await assert.rejects(resolved("AIzaHunter2Hunter2"), {
    name: "CredentialError",
    message: "the file that GOOGLE_APPLICATION_CREDENTIALS names is not there: " +
      "give the path of a service account's key file",
  });
  await assert.rejects(resolved("/a", { "/a": PRIVATE_KEY }), {
    name: "CredentialError",
    message: /^the file that GOOGLE_APPLICATION_CREDENTIALS names is not a JSON object/,
  });
});
