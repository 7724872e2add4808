import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { credentialReach } from "../../../../jobs/confine/credential_reach.ts";
import { jobFiles } from "../../../../jobs/confine/job_files.ts";
import { withTempDir } from "../../../testing/job_command.ts";
import { accountFile } from "../../../testing/token_server.ts";

Deno.test("jobFiles() writes in the results directory alone, and reads nothing for a named workload", () => {
  assert.deepEqual(jobFiles({ workload: undefined, resultsDir: "out" }), {
    readPaths: [],
    writePaths: [resolve("out")],
  });
  const { readPaths } = jobFiles({ workload: "chat-550-150", resultsDir: undefined });
  assert.ok(readPaths.every((path) => path.includes("jobs/workloads")), String(readPaths));
});

Deno.test("jobFiles() reads a data file that is played, and one that is not there, and no folder", () =>
  withTempDir(async (dir) => {
    const file = join(dir, "prompts.jsonl");
    await Deno.writeTextFile(file, '{"prompt": "Hello", "output_tokens": 3}\n');
    const read = (workload: string) =>
      new Set(jobFiles({ workload, resultsDir: undefined }).readPaths);
    assert.deepEqual(read(file), new Set([file]));
    const absent = join(dir, "absent.jsonl");
    assert.deepEqual(read(absent), new Set([absent]));
  }));

Deno.test("credentialReach() asks for a service account's file and token server, and for nothing else", () => {
  const tokenUri = "http://127.0.0.1:8123/token";
  const reachOf = (protocol: string, value: string, file = accountFile(tokenUri)) => {
    const { files, origins } = credentialReach(
      { id: "x/m", protocol, baseUrl: "http://127.0.0.1:1/v1", apiKeyEnv: "KEY" },
      (name) => name === "KEY" ? value : undefined,
      () => file,
    );
    return { files, origins: origins.map(({ href }) => href) };
  };
  const nothing = { files: [], origins: [] };
  assert.deepEqual(reachOf("google-gemini", "/a/key.json"), {
    files: ["/a/key.json"],
    origins: [tokenUri],
  });
  assert.deepEqual(reachOf("google-gemini", accountFile(tokenUri)), {
    files: [],
    origins: [tokenUri],
  });
  assert.deepEqual(reachOf("google-gemini", "AIza-a-key"), nothing);
  assert.deepEqual(reachOf("openai-chat", "/a/key.json"), nothing);
  // What it says wrong is for whoever uses it to tell; nobody is asked.
  assert.deepEqual(reachOf("google-gemini", "/a/key.json", "{}"), {
    files: ["/a/key.json"],
    origins: [],
  });
});
