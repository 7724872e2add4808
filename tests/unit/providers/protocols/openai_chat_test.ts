import assert from "node:assert/strict";
import fc from "fast-check";
import { type EventContent, findProtocol } from "../../../../providers/protocols/mod.ts";
import type { Credential, GenerationRequest } from "../../../../providers/protocols/mod.ts";

const protocol = findProtocol("openai-chat");
const BASE = new URL("https://api.example.com/v1");
const REQUEST: GenerationRequest = {
  model: "some-model",
  messages: [{ role: "user", content: "Hello" }],
  maxTokens: 150,
  stream: true,
  samplingParams: {},
};

function build(changes: Partial<GenerationRequest>, url: URL | string = BASE, key?: string) {
  const credential: Credential = key === undefined ? { kind: "none" } : { kind: "key", key };
  const built = protocol.buildRequest(new URL(url), { ...REQUEST, ...changes }, credential, 0);
  return { ...built, fields: JSON.parse(built.body) };
}

function read(chunk: unknown, name: string | null = null): EventContent {
  return protocol.createReader()({ name, data: JSON.stringify(chunk) });
}

function readDelta(delta: unknown): EventContent {
  return read({ choices: [{ index: 0, delta, finish_reason: null }] });
}

Deno.test("a streaming request asks for usage and says it accepts an event stream", () => {
  const { method, headers, fields } = build({});
  assert.equal(method, "POST");
  assert.deepEqual(headers, { "content-type": "application/json", accept: "text/event-stream" });
  assert.deepEqual(fields, {
    model: "some-model",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 150,
  });
});

Deno.test("a request that does not stream sends no stream options, which OpenAI would refuse", () => {
  const { headers, fields } = build({ stream: false });
  assert.equal(headers.accept, "application/json");
  assert.equal(fields.stream, false);
  assert.equal("stream_options" in fields, false);
});

Deno.test("the URL keeps the base path and the query, and never doubles a slash or the path", () => {
  const urls = [
    ["https://h.example", "https://h.example/chat/completions"],
    ["https://h.example/v1", "https://h.example/v1/chat/completions"],
    ["https://h.example/v1///", "https://h.example/v1/chat/completions"],
    [
      "https://h.example/openai/deployments/x?api-version=2024-10-21#top",
      "https://h.example/openai/deployments/x/chat/completions?api-version=2024-10-21",
    ],
    ["http://127.0.0.1:8000/v1/chat/completions/", "http://127.0.0.1:8000/v1/chat/completions"],
  ] as const;
  for (const [base, expected] of urls) assert.equal(build({}, base).url.href, expected);
});

Deno.test("building a request leaves the base URL as it was", () => {
  const base = new URL("https://h.example/v1?a=b");
  protocol.buildRequest(base, REQUEST, { kind: "none" }, 0);
  assert.equal(base.href, "https://h.example/v1?a=b");
});

Deno.test("the key goes into the authorization header and nowhere else", () => {
  const built = build({}, BASE, "sk-secret");
  assert.equal(built.headers.authorization, "Bearer sk-secret");
  assert.equal(built.body.includes("sk-secret") || built.url.href.includes("sk-secret"), false);
});

Deno.test("a key that would break the header is refused without being shown", () => {
  for (const key of ["", "sk-secret\n", "sk-secret\r\nx-evil: 1", "sk secret", "sk-sécret"]) {
    assert.throws(() => build({}, BASE, key), (error) => {
      assert.ok(error instanceof TypeError);
      assert.equal(error.message.includes("secret"), false);
      return true;
    });
  }
});

Deno.test("OpenAI's own hosts get max_completion_tokens, all others max_tokens", () => {
  const openai = build({}, "https://api.openai.com/v1").fields;
  assert.equal(openai.max_completion_tokens, 150);
  assert.equal("max_tokens" in openai, false);
  assert.equal(build({}, "https://api.openai.com.evil.example/v1").fields.max_tokens, 150);
});

Deno.test("a token limit among the sampling parameters replaces ours, under either name", () => {
  const renamed = build({ samplingParams: { max_completion_tokens: 99 } }).fields;
  assert.equal(renamed.max_completion_tokens, 99);
  assert.equal("max_tokens" in renamed, false);
  const removed = build({ samplingParams: { max_tokens: null } }).fields;
  assert.equal("max_tokens" in removed || "max_completion_tokens" in removed, false);
  assert.equal("max_tokens" in build({ maxTokens: null }).fields, false);
});

Deno.test("sampling parameters are merged as they are, and null takes a field out", () => {
  const samplingParams = JSON.parse(
    '{"temperature": 0, "stop": ["\\n"], "stream_options": null, "__proto__": {"x": 1}}',
  );
  const { fields } = build({ samplingParams });
  assert.equal(fields.temperature, 0);
  assert.deepEqual(fields.stop, ["\n"]);
  assert.equal("stream_options" in fields, false);
  assert.equal(fields.x, undefined);
});

Deno.test("sampling parameters that would change what is measured are refused by name", () => {
  for (const field of ["model", "messages", "stream", "n"]) {
    assert.throws(() => build({ samplingParams: { [field]: 2 } }), {
      name: "TypeError",
      message: `sampling parameters must not set "${field}": the workload sets it`,
    });
  }
});

Deno.test("events without generated text carry nothing", () => {
  const silent = [
    { choices: [{ index: 0, delta: { role: "assistant" } }] },
    { choices: [{ index: 0, delta: { role: "assistant", content: "" } }] },
    { choices: [{ index: 0, delta: { content: null, reasoning_content: null } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: null }] },
    { choices: [{ index: 0 }] },
    { choices: [] },
    { choices: null, usage: null, error: null },
    {},
  ];
  for (const chunk of silent) assert.deepEqual(read(chunk), {});
});

Deno.test("answer text and reasoning text are kept apart", () => {
  assert.deepEqual(readDelta({ content: " hi" }), { text: " hi" });
  assert.deepEqual(readDelta({ reasoning_content: "hm", content: null }), { reasoning: "hm" });
  assert.deepEqual(readDelta({ reasoning: "hm", content: "" }), { reasoning: "hm" });
  assert.deepEqual(readDelta({ reasoning: "hm", content: "so" }), { text: "so", reasoning: "hm" });
  assert.deepEqual(readDelta({ refusal: "I can't" }), { text: "I can't" });
  assert.deepEqual(readDelta({ content: [{ type: "text", text: "a" }, { text: "b" }, 3] }), {
    text: "ab",
  });
});

Deno.test("reasoning that comes under several names at once counts once", () => {
  const delta = {
    reasoning_content: "hm",
    reasoning: "hm",
    reasoning_details: [{ type: "reasoning.text", text: "hm" }],
  };
  assert.deepEqual(readDelta(delta), { reasoning: "hm" });
  assert.deepEqual(
    readDelta({
      reasoning_details: [{ summary: "a" }, { type: "reasoning.encrypted", data: "x" }],
    }),
    { reasoning: "a" },
  );
});

Deno.test("a closing event gives the finish reason, and a usage event the counts", () => {
  assert.deepEqual(read({ choices: [{ delta: {}, finish_reason: "length" }] }), {
    finishReason: "length",
  });
  const usage = {
    prompt_tokens: 550,
    completion_tokens: 150,
    prompt_tokens_details: { cached_tokens: 512 },
    completion_tokens_details: { reasoning_tokens: 64 },
  };
  const counts = { inputTokens: 550, outputTokens: 150, reasoningTokens: 64 };
  assert.deepEqual(read({ choices: [], usage }), { usage: { ...counts, cachedInputTokens: 512 } });
  assert.deepEqual(read({ x_groq: { usage: { prompt_tokens: 3, reasoning_tokens: 2 } } }), {
    usage: { inputTokens: 3, outputTokens: null, reasoningTokens: 2, cachedInputTokens: null },
  });
});

Deno.test("a count that is not a whole number of at least 0 is read as not reported", () => {
  for (const bad of [-1, 1.5, 1e300, "550", null, [], {}, true]) {
    assert.deepEqual(read({ usage: { prompt_tokens: bad, completion_tokens: 7 } }).usage, {
      inputTokens: null,
      outputTokens: 7,
      reasoningTokens: null,
      cachedInputTokens: null,
    });
    assert.deepEqual(read({ usage: { prompt_tokens: bad } }), {});
  }
});

Deno.test("an error inside a 200 is reported in each of the shapes in use", () => {
  assert.equal(read({ error: { message: "overloaded", code: 503 } }).error, "overloaded");
  assert.equal(read({ error: "slow down" }).error, "slow down");
  assert.equal(read({ error: { code: 503 } }).error, "error 503");
  assert.equal(read({ error: { type: "server_error" } }).error, "server_error");
  assert.equal(read({ error: {} }).error, "an error without a message");
  assert.equal(read({ object: "error", message: "out of memory" }).error, "out of memory");
  assert.equal(read({ detail: "busy" }, "error").error, '{"detail":"busy"}');
  assert.ok(read({ error: { message: "x\n".repeat(5000) } }).error!.length <= 201);
});

Deno.test("[DONE] is the end mark", () => {
  assert.deepEqual(protocol.createReader()({ name: null, data: "[DONE]" }), { end: true });
  assert.deepEqual(protocol.createReader()({ name: "message", data: " [DONE] " }), { end: true });
  assert.equal(protocol.hasEndMark, true);
});

Deno.test("data that is not a JSON object is a SyntaxError with a short excerpt", () => {
  const bad = ["{", "null", "[1]", "12", '"text"', `{"a": ${"x".repeat(100_000)}`];
  for (const data of bad) {
    assert.throws(() => protocol.createReader()({ name: null, data }), (error) => {
      assert.ok(error instanceof SyntaxError);
      assert.ok(error.message.length < 300, error.message);
      return true;
    });
  }
});

Deno.test("events without data, which some send to keep a connection open, carry nothing", () => {
  for (const data of ["", "  "]) {
    assert.deepEqual(protocol.createReader()({ name: null, data }), {});
    assert.throws(() => protocol.createReader()({ name: "error", data }), SyntaxError);
  }
});

Deno.test("JSON nested a million deep is refused like any other non-object", () => {
  const data = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  assert.throws(() => protocol.createReader()({ name: null, data }), SyntaxError);
});

Deno.test("a whole answer is read with its text, reasoning, usage and finish reason", () => {
  const body = {
    choices: [{
      message: { role: "assistant", content: "42", reasoning_content: "6 * 7" },
      finish_reason: "stop",
    }],
    usage: { prompt_tokens: 5, completion_tokens: 1 },
  };
  assert.deepEqual(protocol.readBody(JSON.stringify(body)), {
    text: "42",
    reasoning: "6 * 7",
    finishReason: "stop",
    usage: { inputTokens: 5, outputTokens: 1, reasoningTokens: null, cachedInputTokens: null },
  });
  assert.deepEqual(protocol.readBody('{"error": "no such model"}'), { error: "no such model" });
});

Deno.test("a body that is no chat answer is a SyntaxError", () => {
  for (const body of ["<html>", "{}", '{"status": "ok"}', "[]"]) {
    assert.throws(() => protocol.readBody(body), SyntaxError);
  }
});

/** JSON that looks like an answer here and there, with anything in any place. */
const chunkLike = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue(),
    tie("object"),
    fc.array(tie("object"), { maxLength: 2 }),
  ),
  object: fc.dictionary(
    fc.constantFrom(
      "choices",
      "delta",
      "message",
      "content",
      "reasoning",
      "reasoning_content",
      "reasoning_details",
      "refusal",
      "text",
      "summary",
      "finish_reason",
      "usage",
      "x_groq",
      "prompt_tokens",
      "completion_tokens",
      "prompt_tokens_details",
      "error",
      "type",
      "object",
      "__proto__",
    ),
    tie("any"),
    { maxKeys: 4 },
  ),
})).object;

Deno.test("no JSON whatever makes it throw anything but SyntaxError, or give empty text", () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    chunkLike.map((value) => JSON.stringify(value)),
    chunkLike.map((delta) => JSON.stringify({ choices: [{ delta, message: delta }] })),
  );
  fc.assert(
    fc.property(anyText, fc.option(fc.string()), (data, name) => {
      for (
        const look of [() => protocol.createReader()({ name, data }), () => protocol.readBody(data)]
      ) {
        try {
          const content = look();
          for (const text of [content.text, content.reasoning, content.error]) {
            assert.ok(text === undefined || (typeof text === "string" && text !== ""));
          }
          for (const count of Object.values(content.usage ?? {})) {
            assert.ok(count === null || (Number.isSafeInteger(count) && count >= 0));
          }
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
        }
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("openai-chat: FastChat's errors, a text with a code, are errors and no answer", () => {
  const error = (more: object) =>
    read({ text: "**network error**", error_code: 50001, ...more }).error;
  assert.equal(error({}), "**network error**");
  assert.equal(error({ text: undefined, message: "busy" }), "busy");
  assert.equal(error({ text: "" }), "error 50001");
  assert.equal(error({ error_code: 0 }), undefined);
});
