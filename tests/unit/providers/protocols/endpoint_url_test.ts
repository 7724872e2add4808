import assert from "node:assert/strict";
import { endpointUrl } from "../../../../providers/protocols/endpoint_url.ts";
import { modelPath } from "../../../../providers/protocols/model_path.ts";

function urlOf(base: string, steps: string[], siblings: string[] = []): string {
  return endpointUrl(new URL(base), steps, siblings).href;
}

Deno.test("endpointUrl() adds the steps that the base URL does not yet end in", () => {
  const steps = ["/v1", "/messages"];
  for (const path of ["", "/", "/v1", "/v1/", "/v1/messages", "/v1/messages//"]) {
    assert.equal(urlOf(`https://h.example${path}`, steps), "https://h.example/v1/messages", path);
  }
  assert.equal(urlOf("https://h.example/gw", steps), "https://h.example/gw/v1/messages");
  assert.equal(urlOf("https://h.example/v2/messages", steps), "https://h.example/v2/messages");
});

Deno.test("endpointUrl() goes on from the middle of many steps", () => {
  const steps = ["/v2", "/models", "/m", "/generate"];
  const whole = "http://127.0.0.1:8000/v2/models/m/generate";
  for (const path of ["", "/v2", "/v2/models", "/v2/models/m", "/v2/models/m/generate"]) {
    assert.equal(urlOf(`http://127.0.0.1:8000${path}`, steps), whole);
  }
});

Deno.test("endpointUrl() replaces the path of a sibling operation", () => {
  const base = "https://h.example/v1/chat/completions";
  assert.equal(
    urlOf(base, ["/completions"], ["/chat/completions"]),
    "https://h.example/v1/completions",
  );
  assert.equal(
    urlOf("https://h.example/x/generate_stream?a=1", ["/generate"], ["/generate_stream"]),
    "https://h.example/x/generate?a=1",
  );
});

Deno.test("endpointUrl() keeps the query, drops the fragment and leaves the base as it was", () => {
  const base = new URL("https://h.example/v1?a=b#top");
  assert.equal(endpointUrl(base, ["/x"]).href, "https://h.example/v1/x?a=b");
  assert.equal(base.href, "https://h.example/v1?a=b#top");
});

Deno.test("modelPath() keeps the slashes of a name and escapes what has a meaning in URLs", () => {
  assert.equal(modelPath("@cf/meta/llama-3.1-8b"), "@cf/meta/llama-3.1-8b");
  assert.equal(modelPath("gpt 4?x#y%z"), "gpt%204%3Fx%23y%25z");
  assert.equal(modelPath("llama3.1:8b"), "llama3.1:8b");
  assert.equal(modelPath("\ud800"), "%EF%BF%BD");
});

Deno.test("modelPath() refuses names that would walk up the path or leave a hole in it", () => {
  for (const name of ["", ".", "..", "a/..", "../../admin", "a//b", "/a", "a/"]) {
    assert.throws(() => modelPath(name), { name: "TypeError", message: /cannot stand in a URL/ });
  }
});
