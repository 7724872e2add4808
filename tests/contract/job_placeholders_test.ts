import assert from "node:assert/strict";
import { runJobCommand, withTempDir } from "../testing/job_command.ts";

Deno.test("deno task job names the variable that a catalog endpoint's base URL waits for", async () => {
  await withTempDir(async (cwd) => {
    const run = (resource: string) =>
      runJobCommand(["azure-openai/gpt-4o-mini", "--no-store"], {
        cwd,
        env: { AZURE_RESOURCE_NAME: resource, AZURE_OPENAI_API_KEY: "never-sent-anywhere" },
      });
    const unset = await run("");
    assert.equal(unset.code, 2);
    assert.match(
      unset.stderr,
      /^error: azure-openai\/gpt-4o-mini needs the environment variable AZURE_RESOURCE_NAME: /,
    );
    const hostile = await run("evil.example/?");
    assert.equal(hostile.code, 2);
    assert.match(hostile.stderr, /^error: the environment variable AZURE_RESOURCE_NAME must be /);
    assert.ok(!hostile.stderr.includes("evil"), hostile.stderr);
  });
});
