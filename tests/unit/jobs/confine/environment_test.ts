import assert from "node:assert/strict";
import { commonReach } from "../../../../jobs/confine/common_reach.ts";
import { confinedEnvironment, DATABASE_VARIABLES } from "../../../../jobs/confine/environment.ts";
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
  const { DATABASE_URL: _4, PGPASSWORD: _5, ...storing } = kept;
  const named = ["OPENAI_API_KEY", "NOT_SET"];
  assert.deepEqual(confinedEnvironment(environment, [...named, ...DATABASE_VARIABLES]), kept);
  assert.deepEqual(confinedEnvironment(environment, named), storing);
});

Deno.test("a name that somebody gave stands for one variable, and no path is written to for nothing", () => {
  const endpoint = { id: "x/m", protocol: "openai-chat", baseUrl: "https://api.example.com" };
  const variablesOf = (apiKeyEnv: string) =>
    commonReach({ endpoints: [{ ...endpoint, apiKeyEnv }], stores: false }).variables;
  assert.deepEqual(variablesOf("MY_KEY"), ["MY_KEY"]);
  for (const name of ["GROQ*", "*", "A,B", ""]) assert.deepEqual(variablesOf(name), []);
  const { writePaths, systemFacts } = commonReach({ stores: false });
  assert.deepEqual({ writePaths, systemFacts }, { writePaths: [], systemFacts: [] });
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
