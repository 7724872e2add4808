import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const { build, read, readBody } = probe("cohere-chat-v2", "https://api.cohere.com", "command-a");

Deno.test("cohere: the request is a chat with max_tokens, at /v2/chat", () => {
  const { url, fields } = build({ samplingParams: { p: 0.9 } });
  assert.equal(url.href, "https://api.cohere.com/v2/chat");
  assert.deepEqual(fields, {
    model: "command-a",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    max_tokens: 150,
    p: 0.9,
  });
  assert.equal(build({}, "https://api.cohere.com/v2").url.href, url.href);
});

Deno.test("cohere: events without generated text carry nothing", () => {
  const silent = [
    { type: "message-start", delta: { message: { role: "assistant", content: [] } } },
    { type: "content-start", delta: { message: { content: { type: "text", text: "" } } } },
    { type: "content-delta", delta: { message: { content: { text: "" } } } },
    { type: "content-delta", delta: { message: { content: null } } },
    { type: "content-delta", delta: null },
    { type: "content-end", index: 0 },
    { type: "tool-call-delta", delta: { message: { tool_calls: { function: {} } } } },
    { type: "citation-start", delta: { message: { citations: { text: "cited text" } } } },
    { type: "debug", prompt: "<BOS>" },
    {},
  ];
  for (const event of silent) assert.deepEqual(read(event), {}, JSON.stringify(event));
});

Deno.test("cohere: a tool plan is generated text, but no answer", () => {
  assert.deepEqual(
    read({ type: "tool-plan-delta", delta: { message: { tool_plan: "I will look" } } }),
    { reasoning: "I will look" },
  );
});

Deno.test("cohere: billed units stand in where true counts are missing", () => {
  const billed_units = { input_tokens: 5, output_tokens: 4 };
  const end = (counts: object) =>
    read({ type: "message-end", delta: { finish_reason: "COMPLETE", usage: counts } }).usage;
  assert.deepEqual(end({ billed_units }), usage(5, 4));
  assert.deepEqual(
    end({ billed_units, tokens: { input_tokens: 70.0, output_tokens: 6 } }),
    usage(70, 6),
  );
});

Deno.test("cohere: the end of a message is the end, also with an error", () => {
  assert.deepEqual(read({ type: "message-end" }), { end: true });
  assert.deepEqual(read({ type: "message-end", delta: { finish_reason: "TIMEOUT" } }), {
    finishReason: "TIMEOUT",
    end: true,
  });
  const failed = { type: "message-end", delta: { finish_reason: "ERROR", error: "no capacity" } };
  assert.equal(read(failed).error, "no capacity");
});

Deno.test("cohere: a body without a message is no answer", () => {
  assert.throws(() => readBody({ id: "1" }), SyntaxError);
  // Error bodies have their text where answers have theirs; with status 200 they carry no text.
  assert.equal(readBody({ message: "invalid api token" }).text, undefined);
});

Deno.test("cohere: an error in the body of a success is an error, not an empty answer", () => {
  assert.deepEqual(readBody({ message: "invalid model" }), { error: "invalid model" });
});
