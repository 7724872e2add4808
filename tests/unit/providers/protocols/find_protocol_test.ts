import assert from "node:assert/strict";
import { findProtocol, protocols } from "../../../../providers/protocols/mod.ts";

Deno.test("findProtocol() finds a protocol by its id and by its alias", () => {
  assert.equal(findProtocol("openai-chat").id, "openai-chat");
  assert.equal(findProtocol("openai").id, "openai-chat");
});

Deno.test("findProtocol() names the protocols that exist when asked for another", () => {
  assert.throws(() => findProtocol("constructor"), {
    name: "RangeError",
    message: 'unknown protocol "constructor": use openai-chat or openai',
  });
});

Deno.test("no two protocols share an id or alias", () => {
  const names = protocols.flatMap(({ id, aliases }) => [id, ...aliases]);
  assert.equal(new Set(names).size, names.length);
});
