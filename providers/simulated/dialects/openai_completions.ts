import { hasBearer } from "./authorization.ts";
import { allText, type Dialect, type EventPart } from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import { openAiError, openAiErrorEvent } from "./openai_error.ts";
import { openAiUsage } from "./openai_usage.ts";
import {
  objectOf,
  onePrompt,
  readJsonObject,
  readMaxTokens,
  readModel,
  readSwitch,
  readText,
} from "./read_call.ts";

const PATH = "/v1/completions";

/** OpenAI's completions: a prompt in, plain text out; reasoning is text like any other. */
export const openAiCompletions: Dialect = {
  id: "openai-completions",
  description: `OpenAI completions at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: hasBearer,

  readCall(request, _route, models) {
    const body = readJsonObject(request.body);
    const { prompt } = body;
    const text = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
    return {
      model: readModel(body["model"], models),
      ...onePrompt(readText(text, "prompt")),
      maxTokens: readMaxTokens(body["max_tokens"], "max_tokens"),
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: objectOf(body["stream_options"])["include_usage"] === true,
    };
  },

  stream(facts) {
    const { call, json } = facts;
    const start = `data: {"id":${json("cmpl-" + facts.requestId)},"object":"text_completion",` +
      `"created":${facts.createdS},"model":${json(call.model)},"choices":[`;
    const end = call.includeUsage ? `],"usage":null}\n\n` : `]}\n\n`;
    const choice = (text: string, finish: string) =>
      `${start}{"text":${text},"index":0,"logprobs":null,"finish_reason":${finish}}${end}`;
    const closing: EventPart[] = [
      { sort: "finish", bytes: choice(`""`, `"${facts.finishReason}"`) },
    ];
    if (call.includeUsage) {
      closing.push({
        sort: "usage",
        bytes: () => `${start}],"usage":${json(openAiUsage(facts.usage()))}}\n\n`,
      });
    }
    closing.push({ sort: "done", bytes: "data: [DONE]\n\n" });
    return {
      opening: [],
      texts: facts.plan.events.map(({ text }) => [
        { sort: "content", bytes: choice(json(text), "null") },
      ]),
      closing,
    };
  },

  whole: (facts) => ({
    id: "cmpl-" + facts.requestId,
    object: "text_completion",
    created: facts.createdS,
    model: facts.call.model,
    choices: [{
      text: allText(facts.plan),
      index: 0,
      logprobs: null,
      finish_reason: facts.finishReason,
    }],
    usage: openAiUsage(facts.usage()),
  }),

  errorBody: openAiError,
  errorEvent: openAiErrorEvent,
  odd: {
    emptyChoices: `data: {"object":"text_completion","choices":[]}\n\n`,
    nullText: `data: {"object":"text_completion","choices":[{"text":null,"index":0,` +
      `"logprobs":null,"finish_reason":null}]}\n\n`,
  },
};
