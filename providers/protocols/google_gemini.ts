import { keyHeader } from "./authorization.ts";
import { geminiUrl } from "./gemini_url.ts";
import { contentOf, jsonBody, jsonEvents, withError } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import { systemText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol, Usage } from "./protocol.ts";
import { readCount, sumCounts, usageOf } from "./read_count.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField } from "./request_fields.ts";
import { excerpt, isRecord, parseJsonObjects, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Google's `generateContent`, at AI Studio (an API key in `x-goog-api-key`) and at Vertex AI (a
 * token, or an API key in express mode). Thought parts are reasoning.
 *
 * There is no closing event, but the last one has a finish reason; a stream without was cut.
 *
 * Reference: https://ai.google.dev/api/generate-content and
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
 */
export const googleGemini: Protocol = {
  id: "google-gemini",
  aliases: ["vertexai"],
  description: "Google Gemini: AI Studio and Vertex AI",
  credential: "google",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(
    (baseUrl, { model, stream }) => geminiUrl(baseUrl, model, stream),
    "event-stream",
    (credential) => keyHeader("x-goog-api-key", credential),
    buildBody,
  ),
  createReader: () => jsonEvents(readChunk),
  readBody,
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { messages, maxTokens, samplingParams } = request;
  const system = systemText(messages);
  return withSamplingParams(
    {
      ...(system === null ? {} : { systemInstruction: { parts: [{ text: system }] } }),
      contents: messages.filter(({ role }) => role !== "system").map(({ role, content }) => ({
        role: role === "assistant" ? "model" : "user",
        parts: [{ text: content }],
      })),
      generationConfig: limitField("maxOutputTokens", maxTokens),
    },
    samplingParams,
    {
      owned: [
        "model",
        "stream",
        "contents",
        "systemInstruction",
        "system_instruction",
        "candidateCount",
        "candidate_count",
      ],
      nest: {
        field: "generationConfig",
        besides: ["cachedContent", "labels", "safetySettings", "toolConfig", "tools"],
      },
    },
  );
}

/** A gateway that drops `alt=sse` gives the chunks as one list, whose texts come all at once. */
function readBody(body: string): EventContent {
  // A prompt that was refused has feedback and no candidates: that one is an error, not malformed.
  if (!body.trimStart().startsWith("[")) return jsonBody(body, "candidates", readChunk);
  const contents = parseJsonObjects(body, "response body").map((chunk) =>
    withError(readChunk(chunk), chunk)
  );
  const text = contents.map(({ text }) => text ?? "").join("");
  const reasoning = contents.map(({ reasoning }) => reasoning ?? "").join("");
  return { ...Object.assign({}, ...contents), ...contentOf({ text, reasoning }) };
}

/** A chunk of a stream, or a whole answer: they have the same shape. */
function readChunk(chunk: UnknownRecord): EventContent {
  const candidates: unknown = chunk.candidates;
  const first: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
  const candidate = isRecord(first) ? first : {};
  const content = isRecord(candidate.content) ? candidate.content : {};
  let text = "";
  let reasoning = "";
  for (const part of Array.isArray(content.parts) ? content.parts : []) {
    if (!isRecord(part) || typeof part.text !== "string") continue;
    if (part.thought === true) reasoning += part.text;
    else text += part.text;
  }
  const { finishReason } = candidate;
  return contentOf({
    text,
    reasoning,
    usage: readUsage(chunk.usageMetadata),
    finishReason: finishReason === "FINISH_REASON_UNSPECIFIED" ? null : finishReason,
    error: blockedPrompt(chunk.promptFeedback),
  });
}

function blockedPrompt(feedback: unknown): string | null {
  if (!isRecord(feedback)) return null;
  const { blockReason } = feedback;
  return typeof blockReason === "string" && blockReason !== "" &&
      blockReason !== "BLOCK_REASON_UNSPECIFIED"
    ? `the prompt was blocked: ${excerpt(blockReason)}`
    : null;
}

/** Thoughts are billed as output but counted beside the candidates' tokens. */
function readUsage(raw: unknown): Usage | null {
  if (!isRecord(raw)) return null;
  const reasoning = readCount(raw.thoughtsTokenCount);
  return usageOf({
    input: raw.promptTokenCount,
    output: sumCounts(readCount(raw.candidatesTokenCount), reasoning),
    reasoning,
    cached: raw.cachedContentTokenCount,
  });
}
