import assert from "node:assert/strict";
import { headersOf, headerVariables } from "../../../../jobs/cli/headers_of.ts";
import { refuseSecrets } from "../../../../jobs/cli/refuse_secrets.ts";
import { UsageError } from "../../../../jobs/cli/usage_error.ts";

const KEY = "q7Wc-0123456789";

Deno.test("a command line that says the key is refused, by the flag and without the value", () => {
  for (
    const args of [
      ["--url", `http://h/${KEY}/v1`],
      [`--metadata=note=${KEY}`],
      ["--json", "--region", KEY],
      ["--metadata", "note=sk-abcdefghijklmnop"],
    ]
  ) {
    assert.throws(() => refuseSecrets(args, [KEY]), (error) => {
      assert.ok(error instanceof UsageError);
      assert.ok(!error.message.includes("q7Wc") && !error.message.includes("abcdef"));
      return error.message.startsWith("--");
    });
  }
});

Deno.test("headers may say it, short keys are words, and models have names like keys", () => {
  refuseSecrets(["--header", `authorization: Bearer ${KEY}`, `--header=x: ${KEY}`], [KEY]);
  refuseSecrets(["--model", "EMPTY", "--region", "here"], ["EMPTY", ""]);
  refuseSecrets(["--model", "hf-mistral-7b-instruct-v0.3", "pplx-70b-online-large"], [KEY]);
  refuseSecrets(["--metadata", "note=basic training,owner=me"], [KEY]);
});

Deno.test("headersOf() puts variables' values in, and headerVariables() names them", () => {
  const lines = ["X-Team: token {TEAM_TOKEN} of {TEAM_TOKEN}", "x-id: {index}-{A_1}", "x:y:z"];
  assert.deepEqual(headerVariables(lines), ["TEAM_TOKEN", "A_1"]);
  const env: Record<string, string> = { TEAM_TOKEN: " s3cret$& ", A_1: "{TEAM_TOKEN}" };
  assert.deepEqual(headersOf(lines, (name) => env[name]), {
    "x-team": "token s3cret$& of s3cret$&",
    // What a variable holds is not looked at again.
    "x-id": "{index}-{TEAM_TOKEN}",
    x: "y:z",
  });
  assert.throws(
    () => headersOf(["x-team: {NONE}"], () => " "),
    /needs the environment variable NONE/,
  );
  assert.throws(() => headersOf(["nonsense"], () => ""), /is not "name: value"/);
});
