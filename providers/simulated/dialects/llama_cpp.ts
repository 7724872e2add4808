import { hasBearer } from "./authorization.ts";
import { allText, type AnswerFacts, type Dialect, type JsonObject } from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import { onePrompt, readJsonObject, readMaxTokens, readSwitch, readText } from "./read_call.ts";

const PATH = "/completion";
const STOP_TYPES = { stop: "eos", length: "limit" } as const;
const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  501: "not_supported_error",
  503: "unavailable_error",
};

function errorOf(status: number, message: string): JsonObject {
  const type = ERROR_TYPES[status] ?? (status >= 500 ? "server_error" : "invalid_request_error");
  return { error: { code: status, message, type } };
}

/** The last event, or the whole answer. */
function lastEvent(facts: AnswerFacts, content: string): JsonObject {
  const { inputTokens, outputTokens } = facts.usage();
  const { events } = facts.plan;
  const firstMs = events[0]?.atMs ?? 0;
  const lastMs = events.at(-1)?.atMs ?? 0;
  return {
    index: 0,
    content,
    tokens: [],
    id_slot: 0,
    stop: true,
    model: facts.call.model,
    tokens_predicted: outputTokens,
    tokens_evaluated: inputTokens,
    generation_settings: {},
    prompt: "",
    has_new_line: false,
    truncated: false,
    stop_type: STOP_TYPES[facts.finishReason],
    stopping_word: "",
    tokens_cached: 0,
    timings: {
      prompt_n: inputTokens,
      prompt_ms: firstMs,
      predicted_n: outputTokens,
      predicted_ms: lastMs - firstMs,
    },
  };
}

/** The native protocol of llama.cpp's server; reasoning is text like any other. */
export const llamaCpp: Dialect = {
  id: "llama-cpp",
  description: `llama.cpp's own completion at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: hasBearer,

  readCall(request, _route, models) {
    const body = readJsonObject(request.body);
    const bound = body["n_predict"];
    return {
      model: models[0]!,
      ...onePrompt(readText(body["prompt"], "prompt")),
      // -1 leaves the length to the model.
      maxTokens: bound === -1 ? null : readMaxTokens(bound, "n_predict"),
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: true,
    };
  },

  stream(facts) {
    let predicted = 0;
    return {
      opening: [],
      texts: facts.plan.events.map(({ text, tokens }) => {
        predicted += tokens;
        const bytes = `data: {"index":0,"content":${facts.json(text)},"tokens":[],"stop":false,` +
          `"id_slot":0,"tokens_predicted":${predicted}}\n\n`;
        return [{ sort: "content", bytes }];
      }),
      closing: [{
        sort: "done",
        bytes: () => `data: ${facts.json(lastEvent(facts, ""))}\n\n`,
      }],
    };
  },

  whole: (facts) => lastEvent(facts, allText(facts.plan)),
  errorBody: errorOf,
  errorEvent: (message) => `data: ${JSON.stringify(errorOf(500, message))}\n\n`,
  odd: { nullText: `data: {"index":0,"content":null,"tokens":[],"stop":false}\n\n` },
};
