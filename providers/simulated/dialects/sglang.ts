import { hasBearer } from "./authorization.ts";
import {
  allText,
  type AnswerFacts,
  type Dialect,
  type JsonObject,
  type ReportedUsage,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import {
  objectOf,
  onePrompt,
  readJsonObject,
  readMaxTokens,
  readSwitch,
  readText,
} from "./read_call.ts";

const PATH = "/generate";

function finishOf(facts: AnswerFacts): JsonObject {
  return facts.finishReason === "length"
    ? { type: "length", length: facts.usage().outputTokens }
    : { type: "stop", matched: 2 };
}

function errorOf(message: string): JsonObject {
  return { error: { message } };
}

/** SGLang's native protocol: each event holds all text so far, and the last says why it ended. */
export const sglang: Dialect = {
  id: "sglang",
  description: `SGLang's own generate at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: hasBearer,

  readCall(request, _route, models) {
    const body = readJsonObject(request.body);
    const bound = objectOf(body["sampling_params"])["max_new_tokens"];
    return {
      model: models[0]!,
      ...onePrompt(readText(body["text"], "text")),
      maxTokens: readMaxTokens(bound, "sampling_params.max_new_tokens"),
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: true,
    };
  },

  stream(facts) {
    const { json, plan: { events } } = facts;
    let usage: ReportedUsage | null = null;
    let text = "";
    let outputTokens = 0;
    // Made when they are due: all of them together grow with the square of the answer.
    const event = (upTo: { text: string; outputTokens: number }, last: boolean) => () => {
      usage ??= facts.usage();
      return `data: ${
        json({
          text: upTo.text,
          meta_info: {
            id: facts.requestId,
            finish_reason: last ? finishOf(facts) : null,
            prompt_tokens: usage.inputTokens,
            completion_tokens: last ? usage.outputTokens : upTo.outputTokens,
            cached_tokens: 0,
          },
        })
      }\n\n`;
    };
    return {
      opening: [],
      texts: events.map((planned, at) => {
        text += planned.text;
        outputTokens += planned.tokens;
        return [{
          sort: "content",
          bytes: event({ text, outputTokens }, at === events.length - 1),
        }];
      }),
      closing: [{ sort: "done", bytes: "data: [DONE]\n\n" }],
    };
  },

  whole(facts) {
    const { inputTokens, outputTokens } = facts.usage();
    return {
      text: allText(facts.plan),
      meta_info: {
        id: facts.requestId,
        finish_reason: finishOf(facts),
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        cached_tokens: 0,
      },
    };
  },

  errorBody: (_status, message) => errorOf(message),
  errorEvent: (message) => `data: ${JSON.stringify(errorOf(message))}\n\n`,
  odd: { nullText: `data: {"text":null,"meta_info":{"finish_reason":null}}\n\n` },
};
