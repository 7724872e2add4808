import { hasBearer, hasKeyHeader } from "./authorization.ts";
import { blockIndexes, type Dialect, type EventPart, type JsonObject, textOf } from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import {
  CallRefused,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  readSwitch,
  withSystem,
} from "./read_call.ts";

const PATH = "/v1/messages";
const STOP_REASONS = { stop: "end_turn", length: "max_tokens" } as const;
const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  529: "overloaded_error",
};
const SIGNATURE = "c2ltdWxhdGVk";

function errorOf(status: number, message: string): JsonObject {
  const type = ERROR_TYPES[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
  return { type: "error", error: { type, message } };
}

/** An event: its name is its type. */
function named(type: string, json: string): string {
  return SERVER_SENT_EVENTS.event(json, type);
}

function inputUsage(inputTokens: number | null): JsonObject {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
}

/** Anthropic's messages. */
export const anthropicMessages: Dialect = {
  id: "anthropic-messages",
  description: `Anthropic messages at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: (request, apiKey) =>
    hasKeyHeader(request, "x-api-key", apiKey) || hasBearer(request, apiKey),

  readCall(request, _route, models) {
    if (!request.headers.has("anthropic-version")) {
      throw new CallRefused(400, "anthropic-version: header is required");
    }
    const body = readJsonObject(request.body);
    const maxTokens = readMaxTokens(body["max_tokens"], "max_tokens");
    if (maxTokens === null) throw new CallRefused(400, "max_tokens: field required");
    const conversation = readMessages(body["messages"], "messages", "content");
    return {
      model: readModel(body["model"], models),
      ...withSystem(body["system"], "system", conversation),
      maxTokens,
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: true,
    };
  },

  stream(facts) {
    const { events } = facts.plan;
    const { json } = facts;
    const blocks = blockIndexes(events);
    const start = (index: number, sort: "reasoning" | "content"): EventPart => {
      const block = sort === "content"
        ? { type: "text", text: "" }
        : { type: "thinking", thinking: "", signature: "" };
      const content = { type: "content_block_start", index, content_block: block };
      return { sort: "noise", bytes: named("content_block_start", json(content)) };
    };
    const delta = (index: number, field: string) =>
      named("content_block_delta", `{"type":"content_block_delta","index":${index},${field}}`);
    const stop = (index: number): EventPart[] => {
      const bytes = named("content_block_stop", `{"type":"content_block_stop","index":${index}}`);
      const sign = delta(index, `"delta":{"type":"signature_delta","signature":"${SIGNATURE}"}`);
      return [
        ...(events[blocks.indexOf(index)]?.sort === "reasoning"
          ? [{ sort: "noise" as const, bytes: sign }]
          : []),
        { sort: "noise", bytes },
      ];
    };
    const message = (inputTokens: number | null) => ({
      type: "message_start",
      message: {
        id: `msg_${facts.requestId}`,
        type: "message",
        role: "assistant",
        model: facts.call.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...inputUsage(inputTokens), output_tokens: 1 },
      },
    });
    const ended = (outputTokens: number) => ({
      type: "message_delta",
      delta: { stop_reason: STOP_REASONS[facts.finishReason], stop_sequence: null },
      usage: { output_tokens: outputTokens },
    });
    return {
      opening: [
        {
          sort: "role",
          bytes: () => named("message_start", json(message(facts.usage().inputTokens))),
        },
        { sort: "noise", bytes: named("ping", `{"type":"ping"}`) },
      ],
      texts: events.map(({ sort, text }, at) => {
        const block = blocks[at]!;
        const field = sort === "content"
          ? `"delta":{"type":"text_delta","text":${json(text)}}`
          : `"delta":{"type":"thinking_delta","thinking":${json(text)}}`;
        const part: EventPart = { sort, bytes: delta(block, field) };
        if (blocks[at - 1] === block) return [part];
        return [...(block > 0 ? stop(block - 1) : []), start(block, sort), part];
      }),
      closing: [
        ...stop(blocks.at(-1) ?? 0),
        {
          sort: "usage",
          bytes: () => named("message_delta", json(ended(facts.usage().outputTokens))),
        },
        { sort: "done", bytes: named("message_stop", `{"type":"message_stop"}`) },
      ],
    };
  },

  whole(facts) {
    const thinking = textOf(facts.plan, "reasoning");
    const { inputTokens, outputTokens } = facts.usage();
    return {
      id: `msg_${facts.requestId}`,
      type: "message",
      role: "assistant",
      model: facts.call.model,
      content: [
        ...(thinking === "" ? [] : [{ type: "thinking", thinking, signature: SIGNATURE }]),
        { type: "text", text: textOf(facts.plan, "content") },
      ],
      stop_reason: STOP_REASONS[facts.finishReason],
      stop_sequence: null,
      usage: { ...inputUsage(inputTokens), output_tokens: outputTokens },
    };
  },

  errorBody: errorOf,
  errorEvent: (message) => named("error", JSON.stringify(errorOf(529, message))),
  odd: {
    nullText: named(
      "content_block_delta",
      `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":null}}`,
    ),
  },
};
