import assert from "node:assert/strict";
import { probe } from "../../../testing/protocol_probe.ts";
import { usage } from "../../../testing/protocol_fixtures/mod.ts";

const STUDIO = "https://generativelanguage.googleapis.com";
const { build, read, readAll, readBody } = probe("google-gemini", STUDIO, "gemini-2.5-flash");

Deno.test("gemini: the request has contents, a system instruction and a generation config", () => {
  const { headers, fields } = build(
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Yes?" },
      ],
      samplingParams: { temperature: 0, safetySettings: [], thinkingConfig: { thinkingBudget: 0 } },
    },
    STUDIO,
    { kind: "key", key: "AIzaX" },
  );
  assert.deepEqual(headers, {
    "content-type": "application/json",
    accept: "text/event-stream",
    "x-goog-api-key": "AIzaX",
  });
  assert.deepEqual(fields, {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: [
      { role: "user", parts: [{ text: "Hello" }] },
      { role: "model", parts: [{ text: "Yes?" }] },
    ],
    generationConfig: {
      maxOutputTokens: 150,
      temperature: 0,
      thinkingConfig: { thinkingBudget: 0 },
    },
    safetySettings: [],
  });
});

Deno.test("gemini: a generation config is merged into ours, and null takes a field out of it", () => {
  const merged = build({
    samplingParams: { generationConfig: { topK: 1, maxOutputTokens: null } },
  });
  assert.deepEqual(merged.fields.generationConfig, { topK: 1 });
  assert.equal("generationConfig" in build({ maxTokens: null }).fields, false);
  assert.throws(
    () => build({ samplingParams: { generationConfig: { candidateCount: 2 } } }),
    /sampling parameters must not set "candidateCount"/,
  );
  assert.throws(() => build({ samplingParams: { generationConfig: 3 } }), {
    name: "TypeError",
    message: 'the sampling parameter "generationConfig" must be an object here',
  });
});

Deno.test("gemini: an access token goes into the authorization header", () => {
  const { headers } = build({}, STUDIO, { kind: "bearer", token: "ya29.x" });
  assert.equal(headers.authorization, "Bearer ya29.x");
  assert.equal("x-goog-api-key" in headers, false);
});

Deno.test("gemini: chunks without generated text carry nothing", () => {
  const silent = [
    { candidates: [] },
    { candidates: null },
    { candidates: [{ content: { role: "model" }, index: 0 }] },
    { candidates: [{ content: { parts: [] } }] },
    { candidates: [{ content: { parts: [{ text: "" }, null, { functionCall: { name: "f" } }] } }] },
    { candidates: [{ finishReason: "FINISH_REASON_UNSPECIFIED" }] },
    { promptFeedback: { safetyRatings: [] } },
    { promptFeedback: { blockReason: "BLOCK_REASON_UNSPECIFIED" } },
    { usageMetadata: {} },
    { modelVersion: "gemini-2.5-flash", responseId: "x" },
  ];
  for (const chunk of silent) assert.deepEqual(read(chunk), {}, JSON.stringify(chunk));
});

Deno.test("gemini: thoughts are output tokens, counted apart by the API", () => {
  const usageMetadata = {
    promptTokenCount: 10,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 30,
    cachedContentTokenCount: 4,
    totalTokenCount: 60,
  };
  assert.deepEqual(
    read({ usageMetadata }).usage,
    usage(10, 50, { reasoningTokens: 30, cachedInputTokens: 4 }),
  );
  assert.deepEqual(
    read({ usageMetadata: { promptTokenCount: 10, thoughtsTokenCount: 30 } }).usage,
    usage(10, 30, { reasoningTokens: 30 }),
  );
});

Deno.test("gemini: counts repeated in every chunk are read as they grow", () => {
  const chunk = (text: string, tokens: number) => ({
    candidates: [{ content: { parts: [{ text }] } }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: tokens },
  });
  assert.deepEqual(readAll(chunk("a", 1), chunk("b", 2)).usage, usage(3, 2));
});

Deno.test("gemini: a blocked prompt is an error, a blocked answer has its finish reason", () => {
  assert.deepEqual(readBody({ promptFeedback: { blockReason: "SAFETY" } }), {
    error: "the prompt was blocked: SAFETY",
  });
  const blocked = { candidates: [{ finishReason: "SAFETY", safetyRatings: [] }] };
  assert.deepEqual(read(blocked), { finishReason: "SAFETY" });
});

Deno.test("gemini: a body without candidates is no answer", () => {
  for (const body of [{}, { usageMetadata: { promptTokenCount: 3 } }]) {
    assert.throws(() => readBody(body), SyntaxError);
  }
});

Deno.test("gemini: chunks that come as one list, without alt=sse, are one whole answer", () => {
  const chunk = (parts: unknown[], more: object = {}, tokens: object = {}) => ({
    candidates: [{ content: { parts, role: "model" }, ...more }],
    usageMetadata: { promptTokenCount: 4, ...tokens },
  });
  const list = [
    chunk([{ text: "Hm. ", thought: true }, { text: "Good" }]),
    chunk([{ text: " day" }]),
    chunk([{ text: "" }], { finishReason: "STOP" }, { candidatesTokenCount: 2 }),
  ];
  assert.deepEqual(readBody(list), {
    text: "Good day",
    reasoning: "Hm. ",
    finishReason: "STOP",
    usage: usage(4, 2),
  });
  const failed = [list[0], { error: { code: 503, message: "overloaded" } }];
  assert.equal(readBody(failed).error, "overloaded");
  for (const body of [[], [3], [list[0], null], "[", "[{]"]) {
    assert.throws(() => readBody(body), SyntaxError, JSON.stringify(body));
  }
});
