import { hasBearer } from "./authorization.ts";
import { type Dialect, type JsonObject, textOf } from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import { tokenCounts } from "./openai_usage.ts";
import { readChatCall } from "./read_chat_call.ts";

const PATH = "/mistral/v1/chat/completions";

function errorOf(status: number, message: string): JsonObject {
  const type = status === 429 ? "rate_limited" : "invalid_request_error";
  return { object: "error", message, type, param: null, code: String(status) };
}

/**
 * Mistral's chat. It resembles OpenAI's so much that it has the same path, and a folder of its own
 * here: usage comes unasked with the last choice, and thinking as a list of content parts.
 */
export const mistral: Dialect = {
  id: "mistral",
  description: `Mistral chat at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: hasBearer,
  readCall: readChatCall,

  stream(facts) {
    const { json } = facts;
    const start = `data: {"id":${json(facts.requestId)},"object":"chat.completion.chunk",` +
      `"created":${facts.createdS},"model":${json(facts.call.model)},`;
    const choice = (delta: string, finish: string) =>
      `"choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]}\n\n`;
    return {
      opening: [{
        sort: "role",
        bytes: start + choice(`{"role":"assistant","content":""}`, "null"),
      }],
      texts: facts.plan.events.map(({ sort, text }) => {
        const content = sort === "content"
          ? json(text)
          : `[{"type":"thinking","thinking":[{"type":"text","text":${json(text)}}]}]`;
        return [{ sort, bytes: start + choice(`{"content":${content}}`, "null") }];
      }),
      closing: [
        {
          sort: "usage",
          bytes: () =>
            `${start}"usage":${json(tokenCounts(facts.usage()))},` +
            choice(`{"content":""}`, `"${facts.finishReason}"`),
        },
        { sort: "done", bytes: "data: [DONE]\n\n" },
      ],
    };
  },

  whole(facts) {
    const text = textOf(facts.plan, "content");
    const thinking = textOf(facts.plan, "reasoning");
    const parts = [
      { type: "thinking", thinking: [{ type: "text", text: thinking }] },
      { type: "text", text },
    ];
    return {
      id: facts.requestId,
      object: "chat.completion",
      created: facts.createdS,
      model: facts.call.model,
      choices: [{
        index: 0,
        message: { role: "assistant", content: thinking === "" ? text : parts, tool_calls: null },
        finish_reason: facts.finishReason,
      }],
      usage: tokenCounts(facts.usage()),
    };
  },

  errorBody: errorOf,
  errorEvent: (message) => `data: ${JSON.stringify(errorOf(500, message))}\n\n`,
  odd: {
    emptyChoices:
      `data: {"id":"odd","object":"chat.completion.chunk","model":"sim","choices":[]}\n\n`,
    nullText:
      `data: {"id":"odd","object":"chat.completion.chunk","model":"sim","choices":[{"index":0,` +
      `"delta":{"content":null},"finish_reason":null}]}\n\n`,
  },
};
