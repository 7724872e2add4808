import { bearer } from "./authorization.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import type { EventContent, GenerationRequest, Json, Protocol, Usage } from "./protocol.ts";
import { usageOf } from "./read_count.ts";
import { describeError } from "./read_error.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField, plainMessages } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * OpenAI's Responses API. Reasoning comes as text or as a summary; the end marks are
 * `response.completed` and `response.incomplete`.
 *
 * Reference: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export const openaiResponses: Protocol = {
  id: "openai-responses",
  aliases: [],
  description: "OpenAI Responses: OpenAI, vLLM, Groq, Hugging Face and others",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  repeatsText: true,
  buildRequest: postsJson(["/responses"], "event-stream", bearer, buildBody),
  createReader: () => jsonEvents(readEvent),
  readBody: (body) => jsonBody(body, "output", readResponse),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { model, messages, maxTokens, stream, samplingParams } = request;
  return withSamplingParams(
    {
      model,
      input: plainMessages(messages),
      stream,
      ...limitField("max_output_tokens", maxTokens),
    },
    samplingParams,
    { owned: ["model", "input", "instructions", "stream", "background", "previous_response_id"] },
  );
}

function readEvent(event: UnknownRecord): EventContent {
  switch (event.type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      return contentOf({ text: event.delta });
    case "response.reasoning_text.delta":
    case "response.reasoning_summary_text.delta":
      return contentOf({ reasoning: event.delta });
    case "response.completed":
    case "response.incomplete":
    case "response.failed": {
      if (!isRecord(event.response)) return { end: true };
      // The whole text stands here once more: only what closes the answer is taken.
      return contentOf({ ...closingOf(event.response), end: true });
    }
    case "error":
      return { error: describeError(isRecord(event.error) ? event.error : event) };
    default:
      // `response.created`, `.added`, `.done` and tool events carry no new text.
      return {};
  }
}

function readResponse(response: UnknownRecord): EventContent {
  let text = "";
  let reasoning = "";
  for (const item of Array.isArray(response.output) ? response.output : []) {
    if (!isRecord(item)) continue;
    if (item.type === "message") text += textOf(item.content);
    if (item.type === "reasoning") reasoning += textOf(item.content) || textOf(item.summary);
  }
  return contentOf({ ...closingOf(response), text, reasoning });
}

function closingOf(response: UnknownRecord) {
  const { status, error, incomplete_details: incomplete } = response;
  const failed = status === "failed" || status === "cancelled" || isRecord(error);
  return {
    usage: readUsage(response.usage),
    finishReason: isRecord(incomplete) ? incomplete.reason : status,
    error: !failed ? null : isRecord(error) ? describeError(error) : `the response ${status}`,
  };
}

/** Text of `output_text`, `refusal`, `reasoning_text` and `summary_text` parts. */
function textOf(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  return parts.map((part) => {
    if (!isRecord(part)) return "";
    const text = part.text ?? part.refusal;
    return typeof text === "string" ? text : "";
  }).join("");
}

function readUsage(raw: unknown): Usage | null {
  if (!isRecord(raw)) return null;
  const input = isRecord(raw.input_tokens_details) ? raw.input_tokens_details : {};
  const output = isRecord(raw.output_tokens_details) ? raw.output_tokens_details : {};
  return usageOf({
    input: raw.input_tokens,
    output: raw.output_tokens,
    reasoning: output.reasoning_tokens,
    cached: input.cached_tokens,
  });
}
