import assert from "node:assert/strict";
import { geminiUrl } from "../../../../providers/protocols/gemini_url.ts";

const STUDIO = "https://generativelanguage.googleapis.com";
const VERTEX = "https://us-central1-aiplatform.googleapis.com";
const PROJECT = "/v1/projects/p/locations/us-central1";
const CALL = ":streamGenerateContent?alt=sse";

function urlOf(base: string, model = "gemini-x", stream = true): string {
  return geminiUrl(new URL(base), model, stream).href;
}

Deno.test("geminiUrl() finds AI Studio's path from any part of it", () => {
  const expected = `${STUDIO}/v1beta/models/gemini-x${CALL}`;
  for (const part of ["", "/", "/v1beta", "/v1beta/", "/v1beta/models", "/v1beta/models/other"]) {
    assert.equal(urlOf(STUDIO + part), expected, part);
  }
  assert.equal(urlOf(`${STUDIO}/v1beta/models/other:generateContent`), expected);
  assert.equal(urlOf(`${STUDIO}/v1`), `${STUDIO}/v1/models/gemini-x${CALL}`);
  assert.equal(
    urlOf("http://127.0.0.1:9/gw"),
    `http://127.0.0.1:9/gw/v1beta/models/gemini-x${CALL}`,
  );
});

Deno.test("geminiUrl() finds Vertex AI's path from any part of it", () => {
  const expected = `${VERTEX}${PROJECT}/publishers/google/models/gemini-x${CALL}`;
  for (
    const part of ["", "/publishers/google", "/publishers", "/publishers/google/models", "/"]
  ) assert.equal(urlOf(VERTEX + PROJECT + part), expected, part);
  assert.equal(
    urlOf(`${VERTEX}${PROJECT}/publishers/google/models/other:streamGenerateContent?alt=sse`),
    expected,
  );
  assert.equal(urlOf(`${VERTEX}/projects/p/locations/us-central1`), expected);
});

Deno.test("geminiUrl() knows Vertex AI by its path at another host", () => {
  const proxy = "http://127.0.0.1:4000/gw";
  assert.equal(
    urlOf(proxy + PROJECT),
    `${proxy}${PROJECT}/publishers/google/models/gemini-x${CALL}`,
  );
});

Deno.test("geminiUrl() knows Vertex AI's express mode, which names no project", () => {
  const express = "https://aiplatform.googleapis.com";
  const expected = `${express}/v1/publishers/google/models/gemini-x${CALL}`;
  for (const part of ["", "/v1", "/v1/publishers/google"]) {
    assert.equal(urlOf(express + part), expected, part);
  }
});

Deno.test("geminiUrl() is not misled by a host that only ends alike", () => {
  assert.equal(
    urlOf("https://evil-aiplatform.googleapis.com.example"),
    `https://evil-aiplatform.googleapis.com.example/v1beta/models/gemini-x${CALL}`,
  );
});

Deno.test("geminiUrl() takes a model with the API's own prefix", () => {
  assert.equal(urlOf(STUDIO, "models/gemini-x"), urlOf(STUDIO));
  assert.equal(urlOf(STUDIO, "tunedModels/mine"), `${STUDIO}/v1beta/tunedModels/mine${CALL}`);
  assert.equal(
    urlOf(VERTEX + PROJECT, "publishers/meta/models/llama"),
    `${VERTEX}${PROJECT}/publishers/meta/models/llama${CALL}`,
  );
});

Deno.test("geminiUrl() asks for events when streaming only, and keeps other parameters", () => {
  assert.equal(
    urlOf(`${STUDIO}?alt=sse&tier=1`, "m", false),
    `${STUDIO}/v1beta/models/m:generateContent?tier=1`,
  );
  assert.equal(
    urlOf(`${STUDIO}?tier=1#x`, "m"),
    `${STUDIO}/v1beta/models/m:streamGenerateContent?tier=1&alt=sse`,
  );
});

Deno.test("geminiUrl() refuses a key in the URL without repeating it", () => {
  assert.throws(() => urlOf(`${STUDIO}?key=AIzaSecret`), (error) => {
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /environment variable/);
    assert.equal(error.message.includes("AIzaSecret"), false);
    return true;
  });
});

Deno.test("geminiUrl() refuses a model that would change the path", () => {
  for (const model of ["", "..", "models/", "a/../b", "publishers/../models/x"]) {
    assert.throws(() => urlOf(VERTEX + PROJECT, model), TypeError, model);
  }
  assert.ok(urlOf(STUDIO, "x?key=1#").includes("/x%3Fkey%3D1%23:stream"));
});
