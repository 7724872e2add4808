import assert from "node:assert/strict";
import { endpointFromOptions } from "../../../../jobs/cli/endpoint_from_options.ts";

async function idOf(url: string, llmApi = "openai-chat"): Promise<string> {
  return (await endpointFromOptions(undefined, { url, model: "m", llmApi })).id;
}

Deno.test("what lies at one host under one model's name has an id of its own", async () => {
  assert.equal(await idOf("http://llm.test:8000/v1"), "llm.test:8000/m");
  assert.equal(await idOf("http://llm.test:8000/"), "llm.test:8000/m");
  assert.equal(await idOf("http://llm.test:8000/blue/v1/"), "llm.test:8000/blue/m");
  assert.equal(await idOf("http://llm.test:8000/green/v1"), "llm.test:8000/green/m");
  assert.equal(await idOf("http://llm.test:8000", "ollama"), "llm.test:8000/m@ollama");
});
