import assert from "node:assert/strict";
import { confinedEnvironment } from "../../../../jobs/confine/environment.ts";
import { variablesRead } from "../../../../jobs/credentials/credential_variables.ts";

Deno.test("a confined program gets the variables it needs, and no other provider's key", () => {
  const environment = {
    OPENAI_API_KEY: "mine",
    GROQ_API_KEY: "another's",
    GITHUB_TOKEN: "another's",
    DENO_AUTH_TOKENS: "another's",
    DATABASE_URL: "postgres://u@h/d",
    PGPASSWORD: "p",
    LC_ALL: "C",
    TZ: "UTC",
    PATH: "/bin",
  };
  const { GROQ_API_KEY: _1, GITHUB_TOKEN: _2, DENO_AUTH_TOKENS: _3, ...kept } = environment;
  assert.deepEqual(confinedEnvironment(environment, ["OPENAI_API_KEY", "NOT_SET"]), kept);
});

Deno.test("a name that somebody gave is one variable, whatever is in it", () => {
  const environment = { GROQ_API_KEY: "a", "GROQ*": "b" };
  assert.deepEqual(confinedEnvironment(environment, ["*"]), {});
  assert.deepEqual(confinedEnvironment(environment, ["GROQ*"]), { "GROQ*": "b" });
});

Deno.test("variablesRead() names all that an endpoint's credential is made of", () => {
  const read = (protocol: string, apiKeyEnv: string | null, set: Record<string, string> = {}) =>
    variablesRead(
      { id: "x/m", protocol, baseUrl: "https://api.example.com", apiKeyEnv },
      (name) => set[name],
    );
  assert.deepEqual(read("openai-chat", null), []);
  assert.deepEqual(read("openai-chat", "MY_KEY"), ["MY_KEY"]);
  const aws = ["MY_ACCESS_KEY_ID", "MY_SECRET_ACCESS_KEY", "MY_SESSION_TOKEN"];
  assert.deepEqual(read("aws-bedrock", "MY_ACCESS_KEY_ID"), aws);
  assert.deepEqual(read("aws-bedrock", "BEDROCK_KEY"), ["BEDROCK_KEY"]);
  assert.deepEqual(read("aws-bedrock", null), []);
  assert.equal(read("aws-bedrock", null, { AWS_ACCESS_KEY_ID: "AKIA" }).length, 3);
});
