import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { credentialReach } from "../../../../jobs/confine/credential_reach.ts";
import { jobFiles } from "../../../../jobs/confine/job_files.ts";
import { withTempDir } from "../../../testing/job_command.ts";
import { accountFile } from "../../../testing/token_server.ts";

Deno.test("jobFiles() writes in the results directory alone, and reads nothing for a named workload", async () => {
  assert.deepEqual(await jobFiles({ workload: undefined, resultsDir: "out" }), {
    readPaths: [],
    writePaths: [resolve("out")],
  });
  for (const workload of ["chat-550-150", "no-such-workload"]) {
    assert.deepEqual((await jobFiles({ workload, resultsDir: undefined })).readPaths, []);
  }
});

Deno.test("jobFiles() reads a workload's file, and the data files that it names beside it", () =>
  withTempDir(async (dir) => {
    const file = join(dir, "mine.yaml");
    await Deno.writeTextFile(
      file,
      "id: mine\nversion: 1\ntitle: Mine\ndescription: Of mine.\nkind: dataset\n" +
        "format: jsonl\nfile: prompts.jsonl\nturns: all\n",
    );
    const read = async () => (await jobFiles({ workload: file, resultsDir: undefined })).readPaths;
    assert.deepEqual(await read(), [file, join(dir, "prompts.jsonl")]);
    await Deno.writeTextFile(file, "nonsense: [");
    assert.deepEqual(await read(), [file]);
  }));

Deno.test("jobFiles() reads a data file that is played, and one that is not there, and no folder", () =>
  withTempDir(async (dir) => {
    const file = join(dir, "prompts.jsonl");
    await Deno.writeTextFile(file, '{"prompt": "Hello", "output_tokens": 3}\n');
    const read = async (workload: string) =>
      (await jobFiles({ workload, resultsDir: undefined })).readPaths;
    assert.deepEqual(await read(file), [file]);
    const absent = join(dir, "absent.jsonl");
    assert.deepEqual(await read(absent), [absent]);
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
