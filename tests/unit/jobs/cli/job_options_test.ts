import assert from "node:assert/strict";
import { jobCommand } from "../../../../jobs/cli/job_options.ts";
import { protocols } from "../../../../providers/protocols/mod.ts";

function help(): string {
  let text = "";
  jobCommand().configureOutput({ writeOut: (part) => text += part }).outputHelp();
  return text;
}

Deno.test("--help lists each protocol with its description and its other names, a line each", () => {
  const lines = help().split("\n");
  for (const { id, aliases, description } of protocols) {
    const line = lines.find((each) => each.startsWith(`  ${id} `));
    assert.ok(line !== undefined && line.includes(description), id);
    for (const alias of aliases) assert.ok(line.includes(alias), alias);
  }
});

Deno.test("--llm-api takes the protocols' names and aliases, and refuses others by listing them", () => {
  const parsed = (name: string) => jobCommand().parse(["--llm-api", name], { from: "user" }).opts();
  for (const { id, aliases } of protocols) {
    for (const name of [id, ...aliases]) assert.equal(parsed(name).llmApi, name);
  }
  assert.equal(jobCommand().parse([], { from: "user" }).opts().llmApi, "openai-chat");
  const silent = jobCommand().configureOutput({ outputError: () => {} });
  assert.throws(
    () => silent.parse(["--llm-api", "soap"], { from: "user" }),
    /unknown protocol "soap": use openai-chat or .*cloudflare-workers-ai/,
  );
});
