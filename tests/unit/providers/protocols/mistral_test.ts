import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read } = probe("mistral", "https://api.mistral.ai", "mistral-small-latest");

Deno.test("mistral: the request has no stream options, which the API refuses", () => {
  assert.deepEqual(build({ samplingParams: { temperature: 0 } }).fields, {
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    max_tokens: 150,
    temperature: 0,
  });
});

Deno.test("mistral: the version is added to the host alone, and nothing to a whole URL", () => {
  const expected = "https://api.mistral.ai/v1/chat/completions";
  for (const part of ["", "/v1", "/v1/chat/completions"]) {
    assert.equal(build({}, `https://api.mistral.ai${part}`).url.href, expected);
  }
});

Deno.test("mistral: an answer that finished with an error is one", () => {
  const chunk = { choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }] };
  assert.equal(read(chunk).error, 'the answer ended with finish reason "error"');
});

Deno.test("mistral: parts of other types carry nothing", () => {
  for (
    const content of [[], [{ type: "thinking" }], [{ type: "thinking", thinking: "x" }], [null, 1]]
  ) {
    const said = read({ choices: [{ delta: { content } }] });
    assert.equal(said.text, undefined);
  }
  const thinking = [{ type: "thinking", thinking: "as plain text" }];
  assert.equal(read({ choices: [{ delta: { content: thinking } }] }).reasoning, "as plain text");
});

Deno.test("mistral: cached tokens under its own name are read", () => {
  const counts = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11, num_cached_tokens: 4 };
  assert.deepEqual(
    read({ choices: [], usage: counts }).usage,
    usage(9, 2, { cachedInputTokens: 4 }),
  );
});
