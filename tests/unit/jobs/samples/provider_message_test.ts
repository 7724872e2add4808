import assert from "node:assert/strict";
import fc from "fast-check";
import { providerMessage } from "../../../../jobs/samples/provider_message.ts";

const say = (body: string) => providerMessage(new TextEncoder().encode(body));

for (
  const [whose, body] of [
    ["OpenAI", '{"error": {"message": "no such model", "type": "x", "code": "y"}}'],
    ["Anthropic", '{"type": "error", "error": {"type": "not_found", "message": "no such model"}}'],
    ["Ollama, llama.cpp", '{"error": "no such model"}'],
    ["TGI", '{"error": "no such model", "error_type": "validation"}'],
    ["vLLM", '{"object": "error", "message": "no such model", "code": 404}'],
    ["Cohere", '{"id": "1", "message": "no such model"}'],
    ["AWS", '{"message": "no such model"}'],
    ["AWS, older services", '{"Message": "no such model", "__type": "NotFound"}'],
    ["Google", '[{"error": {"code": 404, "message": "no such model", "status": "NOT_FOUND"}}]'],
    ["Cloudflare", '{"success": false, "errors": [{"code": 7003, "message": "no such model"}]}'],
    ["Replicate", '{"title": "Not found", "detail": "no such model", "status": 404}'],
    ["FastAPI", '{"detail": [{"loc": ["body"], "msg": "no such model", "type": "missing"}]}'],
    ["LiteLLM", '{"detail": {"error": "no such model"}}'],
    ["OAuth", '{"error_description": "no such model"}'],
    ["an error without words", '{"error": {"message": null, "type": "no such model"}}'],
    ["an error in an event", 'event: error\ndata: {"error": {"message": "no such model"}}\n\n'],
    ["a proxy's page", "<html><head><title>\n no such model </title></head></html>"],
    ["a proxy's line", "no such model\r\n"],
  ] as const
) {
  Deno.test(`providerMessage() finds what ${whose} says`, () => {
    assert.equal(say(body), "no such model");
  });
}

Deno.test("providerMessage() makes nothing up where nothing is said in words", () => {
  const silent = ["", "null", "7", "{}", "[]", '{"error": {}}', '{"id": 4}', "<h1>Oops</h1>"];
  for (const body of [...silent, '{"error": {"mess', "x".repeat(1000), '{"message": "  "}']) {
    assert.equal(say(body), null, body);
  }
});

Deno.test("providerMessage() reads any JSON at all, however deep, and never from a prototype", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 12 }), (json) => {
      const said = say(json);
      assert.ok(said === null || (said.trim() !== "" && json.length >= said.length));
    }),
    { numRuns: 1000, seed: 6 },
  );
  assert.equal(say("[".repeat(5000) + "]".repeat(5000)), null);
});
