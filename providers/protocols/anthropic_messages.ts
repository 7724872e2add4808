import { keyHeader } from "./authorization.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import { systemText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol, Usage } from "./protocol.ts";
import { readCount, sumCounts, usageOf } from "./read_count.ts";
import { withSamplingParams } from "./request_body.ts";
import { plainMessages } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/** The API refuses a request without a limit; this one stands in where the workload sets none. */
const LIMIT_WHERE_NONE = 4096;

/**
 * Anthropic's Messages API. Thinking blocks are reasoning; `message_stop` is the end mark.
 *
 * Reference: https://docs.anthropic.com/en/api/messages and
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export const anthropicMessages: Protocol = {
  id: "anthropic-messages",
  aliases: ["anthropic"],
  description: "Anthropic Messages: Claude",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(
    ["/v1", "/messages"],
    "event-stream",
    (credential) => ({ "anthropic-version": "2023-06-01", ...keyHeader("x-api-key", credential) }),
    buildBody,
  ),
  createReader: () => jsonEvents(readEvent),
  readBody: (body) => jsonBody(body, "content", readMessage),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { model, messages, maxTokens, stream, samplingParams } = request;
  const system = systemText(messages);
  return withSamplingParams(
    {
      model,
      ...(system === null ? {} : { system }),
      messages: plainMessages(messages.filter(({ role }) => role !== "system")),
      max_tokens: maxTokens ?? LIMIT_WHERE_NONE,
      stream,
    },
    samplingParams,
    { owned: ["model", "messages", "system", "stream"] },
  );
}

function readEvent(event: UnknownRecord): EventContent {
  switch (event.type) {
    case "message_start": {
      const message = isRecord(event.message) ? event.message : {};
      // The output count here is that of the first tokens, not of the answer.
      const usage = readUsage(message.usage);
      return contentOf({ usage: usage === null ? null : { ...usage, outputTokens: null } });
    }
    case "content_block_start":
      return readBlock(event.content_block);
    case "content_block_delta":
      return readBlock(event.delta);
    case "message_delta": {
      const delta = isRecord(event.delta) ? event.delta : {};
      return contentOf({ finishReason: delta.stop_reason, usage: readUsage(event.usage) });
    }
    case "message_stop":
      return { end: true };
    default:
      // `ping`, `content_block_stop`, `error` (read by its shape), and types to come.
      return {};
  }
}

/** A block, or a delta of one: their fields have the same names. */
function readBlock(block: unknown): EventContent {
  if (!isRecord(block)) return {};
  return contentOf({ text: block.text, reasoning: block.thinking });
}

function readMessage(message: UnknownRecord): EventContent {
  const blocks = Array.isArray(message.content) ? message.content.map(readBlock) : [];
  return contentOf({
    text: blocks.map(({ text }) => text ?? "").join(""),
    reasoning: blocks.map(({ reasoning }) => reasoning ?? "").join(""),
    finishReason: message.stop_reason,
    usage: readUsage(message.usage),
  });
}

/** Anthropic counts the prompt in three parts: read from the cache, written to it, and the rest. */
function readUsage(raw: unknown): Usage | null {
  if (!isRecord(raw)) return null;
  const cached = readCount(raw.cache_read_input_tokens);
  const rest = readCount(raw.input_tokens);
  const written = readCount(raw.cache_creation_input_tokens);
  const input = rest === null ? null : sumCounts(rest, cached, written);
  const details = isRecord(raw.output_tokens_details) ? raw.output_tokens_details : {};
  // No prompt is empty: gateways that give 0 in a later event say nothing by it.
  const inputSide = input === 0 ? {} : { input, cached };
  return usageOf({
    ...inputSide,
    output: raw.output_tokens,
    reasoning: details.thinking_tokens,
  });
}
