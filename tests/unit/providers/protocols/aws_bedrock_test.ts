import assert from "node:assert/strict";
import { awsBedrock } from "../../../../providers/protocols/aws_bedrock.ts";
import type {
  EventContent,
  GenerationRequest,
  Json,
} from "../../../../providers/protocols/protocol.ts";

const BASE = new URL("https://bedrock-runtime.us-east-1.amazonaws.com");
const REQUEST: GenerationRequest = {
  model: "anthropic.claude-3-5-haiku-20241022-v1:0",
  messages: [{ role: "user", content: "Hello" }],
  maxTokens: 150,
  stream: true,
  samplingParams: {},
};

function bodyOf(request: Partial<GenerationRequest>): Json {
  const built = awsBedrock.buildRequest(BASE, { ...REQUEST, ...request }, { kind: "none" }, 0);
  return JSON.parse(built.body);
}

function read(name: string | null, data: unknown): EventContent {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return awsBedrock.createReader()({ name, data: text, bytes: new TextEncoder().encode(text) });
}

Deno.test("a prompt goes to ConverseStream, or to Converse when no stream is wanted", () => {
  const streamed = awsBedrock.buildRequest(BASE, REQUEST, { kind: "none" }, 0);
  assert.equal(streamed.method, "POST");
  assert.equal(
    streamed.url.pathname,
    "/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/converse-stream",
  );
  assert.deepEqual(streamed.headers, {
    "content-type": "application/json",
    accept: "application/vnd.amazon.eventstream",
  });
  assert.deepEqual(JSON.parse(streamed.body), {
    messages: [{ role: "user", content: [{ text: "Hello" }] }],
    inferenceConfig: { maxTokens: 150 },
  });
  const whole = awsBedrock.buildRequest(BASE, { ...REQUEST, stream: false }, { kind: "none" }, 0);
  assert.match(whole.url.pathname, /\/converse$/);
  assert.equal(whole.headers.accept, "application/json");
});

Deno.test("system messages go beside the others, and no limit leaves none", () => {
  assert.deepEqual(
    bodyOf({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
      ],
      maxTokens: null,
    }),
    {
      messages: [
        { role: "user", content: [{ text: "Hi" }] },
        { role: "assistant", content: [{ text: "Hello" }] },
      ],
      system: [{ text: "Be brief." }],
    },
  );
});

Deno.test("sampling parameters go into inferenceConfig, Converse's own fields beside it", () => {
  assert.deepEqual(
    bodyOf({
      samplingParams: {
        temperature: 0,
        inferenceConfig: { topP: 0.9, maxTokens: 7 },
        additionalModelRequestFields: { top_k: 5 },
        performanceConfig: { latency: "optimized" },
      },
    }),
    {
      messages: [{ role: "user", content: [{ text: "Hello" }] }],
      inferenceConfig: { maxTokens: 7, temperature: 0, topP: 0.9 },
      additionalModelRequestFields: { top_k: 5 },
      performanceConfig: { latency: "optimized" },
    },
  );
  for (const field of ["messages", "system"]) {
    assert.throws(
      () => bodyOf({ samplingParams: { [field]: [] } }),
      new RegExp(`^TypeError: sampling parameters must not set "${field}"`),
    );
  }
});

Deno.test.each<[string, string | null, unknown, EventContent]>([
  ["the message's start", "messageStart", { role: "assistant", p: "abcd" }, {}],
  ["a block's start", "contentBlockStart", { start: {}, contentBlockIndex: 0 }, {}],
  ["text", "contentBlockDelta", { delta: { text: "Hi" }, contentBlockIndex: 0 }, { text: "Hi" }],
  ["empty text", "contentBlockDelta", { delta: { text: "" } }, {}],
  ["reasoning", "contentBlockDelta", { delta: { reasoningContent: { text: "Hm" } } }, {
    reasoning: "Hm",
  }],
  ["a signature", "contentBlockDelta", { delta: { reasoningContent: { signature: "x" } } }, {}],
  ["hidden reasoning", "contentBlockDelta", {
    delta: { reasoningContent: { redactedContent: "eA==" } },
  }, {}],
  ["a tool's input", "contentBlockDelta", { delta: { toolUse: { input: "{" } } }, {}],
  ["a delta of nothing", "contentBlockDelta", { delta: null }, {}],
  ["no delta", "contentBlockDelta", {}, {}],
  ["a text that is none", "contentBlockDelta", { delta: { text: 5 } }, {}],
  ["a block's end", "contentBlockStop", { contentBlockIndex: 0 }, {}],
  ["the message's end", "messageStop", { stopReason: "end_turn" }, { finishReason: "end_turn" }],
  ["usage", "metadata", { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 } }, {
    usage: { inputTokens: 10, outputTokens: 5, reasoningTokens: null, cachedInputTokens: null },
    end: true,
  }],
  [
    "usage with a cache, whose tokens Bedrock counts apart",
    "metadata",
    {
      usage: {
        inputTokens: 10,
        outputTokens: 5,
        totalTokens: 1815,
        cacheReadInputTokens: 1500,
        cacheWriteInputTokens: 300,
      },
      metrics: { latencyMs: 412 },
    },
    {
      usage: { inputTokens: 1810, outputTokens: 5, reasoningTokens: null, cachedInputTokens: 1500 },
      end: true,
    },
  ],
  ["usage that is none", "metadata", { usage: { inputTokens: -1, outputTokens: "5" } }, {
    end: true,
  }],
  ["metadata without usage", "metadata", { metrics: { latencyMs: 1 } }, { end: true }],
  ["an event of the future", "somethingNew", { delta: { text: "no" } }, {}],
  ["an event without a name", null, {}, {}],
  ["an exception", "exception:throttlingException", { message: "Too many tokens" }, {
    error: "throttlingException: Too many tokens",
  }],
  ["a model's exception", "exception:modelStreamErrorException", {
    message: "the model broke",
    originalStatusCode: 500,
    originalMessage: "x",
  }, { error: "modelStreamErrorException: 500: the model broke" }],
  ["an exception in words", "exception:internalServerException", "it broke", {
    error: "internalServerException: it broke",
  }],
  ["an exception without words", "exception:internalServerException", "", {
    error: "internalServerException",
  }],
  ["an exception without a name", "exception:", {}, { error: "an exception without a name" }],
])("the stream's events: %s", (_, name, data, expected) => {
  assert.deepEqual(read(name, data), expected);
});

Deno.test("an event that is not a JSON object is malformed", () => {
  for (const data of ["", "no", "[]", "1"]) {
    assert.throws(() => read("contentBlockDelta", data), SyntaxError);
  }
});

Deno.test("a whole answer has its texts joined, its reasoning apart, and its usage", () => {
  const answer = {
    output: {
      message: {
        role: "assistant",
        content: [
          { reasoningContent: { reasoningText: { text: "Let me see.", signature: "x" } } },
          { reasoningContent: { redactedContent: "eA==" } },
          { text: "Hello" },
          { toolUse: {} },
          null,
          { text: " there" },
        ],
      },
    },
    stopReason: "max_tokens",
    usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
  };
  assert.deepEqual(awsBedrock.readBody(JSON.stringify(answer)), {
    text: "Hello there",
    reasoning: "Let me see.",
    finishReason: "max_tokens",
    usage: { inputTokens: 3, outputTokens: 4, reasoningTokens: null, cachedInputTokens: null },
  });
  assert.deepEqual(awsBedrock.readBody('{"output":{}}'), {});
  assert.deepEqual(awsBedrock.readBody('{"message":"no"}'), { error: "no" });
  for (const body of ["", "[]", "{}", '{"output":null}']) {
    assert.throws(() => awsBedrock.readBody(body), SyntaxError);
  }
});
