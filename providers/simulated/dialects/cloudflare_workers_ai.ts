import { hasBearer } from "./authorization.ts";
import { allText, type Dialect, type JsonObject } from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { tokenCounts } from "./openai_usage.ts";
import { decodeSegment } from "./path_segment.ts";
import {
  onePrompt,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  readSwitch,
  readText,
} from "./read_call.ts";

const PATH = /^\/client\/v4\/accounts\/[^/]+\/ai\/run\/(.+)$/;

function errorOf(message: string): JsonObject {
  return { result: null, success: false, errors: [{ code: 3040, message }], messages: [] };
}

/** Cloudflare's Workers AI, native; it tells no finish reason. */
export const cloudflareWorkersAi: Dialect = {
  id: "cloudflare-workers-ai",
  description: "Cloudflare Workers AI at /client/v4/accounts/{id}/ai/run/{model}",
  framing: SERVER_SENT_EVENTS,

  match({ method, path }) {
    const model = method === "POST" ? PATH.exec(path)?.[1] : undefined;
    return model === undefined ? null : { model: decodeSegment(model), stream: null };
  },

  isAuthorized: hasBearer,

  readCall(request, route, models) {
    const body = readJsonObject(request.body);
    const conversation = body["messages"] === undefined
      ? onePrompt(readText(body["prompt"], "prompt"))
      : readMessages(body["messages"], "messages", "content");
    return {
      model: readModel(route.model, models),
      ...conversation,
      maxTokens: readMaxTokens(body["max_tokens"], "max_tokens"),
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: true,
    };
  },

  stream: (facts) => ({
    opening: [],
    texts: facts.plan.events.map(({ text }) => [
      { sort: "content", bytes: `data: {"response":${facts.json(text)},"p":"abcdefg"}\n\n` },
    ]),
    closing: [
      {
        sort: "usage",
        bytes: () => `data: ${facts.json({ response: "", usage: tokenCounts(facts.usage()) })}\n\n`,
      },
      { sort: "done", bytes: "data: [DONE]\n\n" },
    ],
  }),

  whole: (facts) => ({
    result: { response: allText(facts.plan), tool_calls: [], usage: tokenCounts(facts.usage()) },
    success: true,
    errors: [],
    messages: [],
  }),

  errorBody: (_status, message) => errorOf(message),
  errorEvent: (message) => `data: ${JSON.stringify(errorOf(message))}\n\n`,
  odd: { nullText: `data: {"response":null}\n\n` },
};
