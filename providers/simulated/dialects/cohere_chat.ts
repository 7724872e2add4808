import { hasBearer } from "./authorization.ts";
import {
  blockIndexes,
  type Dialect,
  type EventPart,
  type JsonObject,
  type ReportedUsage,
  textOf,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import { readChatCall } from "./read_chat_call.ts";

const PATH = "/v2/chat";
const FINISH_REASONS = { stop: "COMPLETE", length: "MAX_TOKENS" } as const;

function usageOf({ inputTokens, outputTokens }: ReportedUsage): JsonObject {
  const counts = { input_tokens: inputTokens, output_tokens: outputTokens };
  return { billed_units: counts, tokens: counts, cached_tokens: 0 };
}

/** Cohere's chat, version 2. */
export const cohereChat: Dialect = {
  id: "cohere-chat-v2",
  description: `Cohere chat v2 at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: hasBearer,
  readCall: readChatCall,

  stream(facts) {
    const { json, plan: { events } } = facts;
    const blocks = blockIndexes(events);
    const event = (type: string, fields: JsonObject) =>
      SERVER_SENT_EVENTS.event(json({ type, ...fields }), type);
    const content = (type: string, index: number, content: JsonObject) =>
      event(type, { index, delta: { message: { content } } });
    const fieldOf = (sort: "reasoning" | "content") => sort === "content" ? "text" : "thinking";
    const end = (index: number): EventPart => ({
      sort: "noise",
      bytes: event("content-end", { index }),
    });
    return {
      opening: [{
        sort: "role",
        bytes: event("message-start", {
          id: facts.requestId,
          delta: {
            message: {
              role: "assistant",
              content: [],
              tool_plan: "",
              tool_calls: [],
              citations: [],
            },
          },
        }),
      }],
      texts: events.map(({ sort, text }, at) => {
        const block = blocks[at]!;
        const field = fieldOf(sort);
        const part: EventPart = {
          sort,
          bytes: content("content-delta", block, { [field]: text }),
        };
        if (blocks[at - 1] === block) return [part];
        return [
          ...(block > 0 ? [end(block - 1)] : []),
          { sort: "noise", bytes: content("content-start", block, { type: field, [field]: "" }) },
          part,
        ];
      }),
      closing: [
        end(blocks.at(-1) ?? 0),
        {
          sort: "usage",
          bytes: () =>
            event("message-end", {
              delta: {
                finish_reason: FINISH_REASONS[facts.finishReason],
                usage: usageOf(facts.usage()),
              },
            }),
        },
        { sort: "done", bytes: "data: [DONE]\n\n" },
      ],
    };
  },

  whole(facts) {
    const thinking = textOf(facts.plan, "reasoning");
    return {
      id: facts.requestId,
      finish_reason: FINISH_REASONS[facts.finishReason],
      message: {
        role: "assistant",
        content: [
          ...(thinking === "" ? [] : [{ type: "thinking", thinking }]),
          { type: "text", text: textOf(facts.plan, "content") },
        ],
      },
      usage: usageOf(facts.usage()),
    };
  },

  errorBody: (_status, message) => ({ message }),
  errorEvent: (message) =>
    SERVER_SENT_EVENTS.event(
      JSON.stringify({ type: "message-end", delta: { finish_reason: "ERROR", error: message } }),
      "message-end",
    ),
  odd: {
    nullText: SERVER_SENT_EVENTS.event(
      `{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":null}}}}`,
      "content-delta",
    ),
  },
};
