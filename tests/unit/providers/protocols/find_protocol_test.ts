import assert from "node:assert/strict";
import { findProtocol, protocols } from "../../../../providers/protocols/mod.ts";

Deno.test("findProtocol() finds a protocol by its id and by its alias", () => {
  assert.equal(findProtocol("openai-chat").id, "openai-chat");
  assert.equal(findProtocol("openai").id, "openai-chat");
});

Deno.test("findProtocol() names the protocols that exist when asked for another", () => {
  assert.throws(() => findProtocol("constructor"), (error) => {
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /^unknown protocol "constructor": use openai-chat or openai/);
    for (const { id } of protocols) assert.ok(error.message.includes(id), id);
    return true;
  });
});

Deno.test("LLMPerf's names of APIs lead to the protocols that speak to them", () => {
  assert.equal(findProtocol("litellm").id, "openai-chat");
  assert.equal(findProtocol("anthropic").id, "anthropic-messages");
  assert.equal(findProtocol("vertexai").id, "google-gemini");
});

Deno.test("no two protocols share an id or alias", () => {
  const names = protocols.flatMap(({ id, aliases }) => [id, ...aliases]);
  assert.equal(new Set(names).size, names.length);
});
