import { bearer } from "./authorization.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import type { EventContent, GenerationRequest, Json, Protocol, Usage } from "./protocol.ts";
import { readCount, usageOf } from "./read_count.ts";
import { describeError } from "./read_error.ts";
import { withSamplingParams } from "./request_body.ts";
import { chatFields, limitField } from "./request_fields.ts";
import { excerpt, isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Cohere's chat, version 2. Thinking and tool plans are reasoning; `message-end` is the end mark.
 *
 * Reference: https://docs.cohere.com/reference/chat-stream
 */
export const cohereChatV2: Protocol = {
  id: "cohere-chat-v2",
  aliases: [],
  description: "Cohere chat, version 2",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(["/v2", "/chat"], "event-stream", bearer, buildBody),
  createReader: () => jsonEvents(readEvent),
  readBody: (body) => jsonBody(body, "message", readAnswer),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  return withSamplingParams(
    { ...chatFields(request), ...limitField("max_tokens", request.maxTokens) },
    request.samplingParams,
    { owned: ["model", "messages", "stream"] },
  );
}

function readEvent(event: UnknownRecord): EventContent {
  const delta = isRecord(event.delta) ? event.delta : {};
  switch (event.type) {
    case "content-start":
    case "content-delta":
    case "tool-plan-delta": {
      const message = isRecord(delta.message) ? delta.message : {};
      const part = readPart(message.content);
      return contentOf({ text: part.text, reasoning: part.reasoning ?? message.tool_plan });
    }
    case "message-end":
      return contentOf({ ...closingOf(delta), end: true });
    default:
      // `message-start`, `content-end`, tool calls, citations.
      return {};
  }
}

function readAnswer(answer: UnknownRecord): EventContent {
  // An error has its text where an answer has its message.
  if (typeof answer.message === "string") return { error: describeError(answer) };
  const message = isRecord(answer.message) ? answer.message : {};
  const parts = Array.isArray(message.content) ? message.content.map(readPart) : [];
  const plan = typeof message.tool_plan === "string" ? message.tool_plan : "";
  return contentOf({
    ...closingOf(answer),
    text: parts.map(({ text }) => text ?? "").join(""),
    reasoning: parts.map(({ reasoning }) => reasoning ?? "").join("") + plan,
  });
}

function readPart(part: unknown): EventContent {
  return isRecord(part) ? contentOf({ text: part.text, reasoning: part.thinking }) : {};
}

/** What `message-end` and a whole answer say in the same way. */
function closingOf(from: UnknownRecord) {
  const { finish_reason: reason, error } = from;
  const said = typeof error === "string" && error !== "" ? excerpt(error) : null;
  const failed = typeof reason === "string" && reason.startsWith("ERROR");
  return {
    finishReason: reason,
    usage: readUsage(from.usage),
    error: said ?? (failed ? `the answer ended with ${excerpt(reason)}` : null),
  };
}

/** `tokens` is what the model read and wrote; `billed_units` leaves out what Cohere adds itself. */
function readUsage(raw: unknown): Usage | null {
  if (!isRecord(raw)) return null;
  const tokens = isRecord(raw.tokens) ? raw.tokens : {};
  const billed = isRecord(raw.billed_units) ? raw.billed_units : {};
  return usageOf({
    input: readCount(tokens.input_tokens) ?? billed.input_tokens,
    output: readCount(tokens.output_tokens) ?? billed.output_tokens,
    cached: raw.cached_tokens,
  });
}
