import assert from "node:assert/strict";
import { openAiChat } from "../../../../../providers/simulated/dialects/openai_chat.ts";
import { CallRefused } from "../../../../../providers/simulated/dialects/read_call.ts";

const readBytes = (body: Uint8Array) => {
  const path = "/v1/chat/completions";
  const request = { method: "POST", path, query: new URLSearchParams(), headers: new Map(), body };
  return openAiChat.readCall(request, { model: null, stream: null }, ["sim"]);
};
const read = (body: unknown) => readBytes(new TextEncoder().encode(JSON.stringify(body)));
const isRefusal = (status: number) => (error: unknown) =>
  error instanceof CallRefused && error.status === status;
const messages = [{ role: "system", content: "be brief" }, { role: "user", content: "hi" }];

Deno.test("openai-chat reads a streaming request", () => {
  const call = read({
    model: "sim",
    messages,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 9,
  });
  assert.deepEqual(call, {
    model: "sim",
    stream: true,
    includeUsage: true,
    maxTokens: 9,
    texts: ["be brief", "hi"],
    lastUserText: "hi",
  });
});

Deno.test("openai-chat reads text parts, and max_completion_tokens before max_tokens", () => {
  const call = read({
    model: "sim",
    messages: [{ role: "user", content: [{ type: "text", text: "a" }, { text: "b" }] }],
    max_completion_tokens: 3,
    max_tokens: 9,
  });
  assert.equal(call.lastUserText, "ab");
  assert.equal(call.maxTokens, 3);
  assert.equal(call.stream, false);
});

for (
  const [what, body, status] of [
    ["another model", { model: "gpt", messages }, 404],
    ["no model", { messages }, 400],
    ["no messages", { model: "sim" }, 400],
    ["an empty list of messages", { model: "sim", messages: [] }, 400],
    ["a message without text", { model: "sim", messages: [{ role: "user" }] }, 400],
    ["a bound of zero tokens", { model: "sim", messages, max_tokens: 0 }, 400],
    ["an absurd bound", { model: "sim", messages, max_tokens: 1e9 }, 400],
    ["a stream that is a word", { model: "sim", messages, stream: "yes" }, 400],
    ["a list", [1], 400],
  ] as const
) {
  Deno.test(`openai-chat refuses ${what} with ${status}`, () => {
    assert.throws(() => read(body), isRefusal(status));
  });
}

Deno.test("openai-chat refuses bytes that are not UTF-8 or not JSON", () => {
  for (const bytes of [Uint8Array.of(0x22, 0xff, 0x22), new TextEncoder().encode("{")]) {
    assert.throws(() => readBytes(bytes), isRefusal(400));
  }
});
