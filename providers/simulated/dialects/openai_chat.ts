import { hasBearer } from "./authorization.ts";
import {
  type AnswerFacts,
  type Dialect,
  type EventPart,
  type ReportedUsage,
  textOf,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postTo } from "./match_post.ts";
import { openAiError, openAiErrorEvent } from "./openai_error.ts";
import { openAiUsage } from "./openai_usage.ts";
import {
  objectOf,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  readSwitch,
} from "./read_call.ts";

const PATH = "/v1/chat/completions";

/** What chat completions with this start and end have in common. */
function chunkWriter(facts: AnswerFacts) {
  const { call, json } = facts;
  const start = `{"id":${json("chatcmpl-" + facts.requestId)},` +
    `"object":"chat.completion.chunk","created":${facts.createdS},` +
    `"model":${json(call.model)},"system_fingerprint":"fp_simulated","choices":[`;
  const end = call.includeUsage ? `],"usage":null}` : `]}`;
  return {
    choice: (delta: string, finish: string) =>
      `data: ${start}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}${end}\n\n`,
    usage: (usage: ReportedUsage) => `data: ${start}],"usage":${json(openAiUsage(usage))}}\n\n`,
  };
}

/** OpenAI's chat completions, as nearly every other host speaks them too. */
export const openAiChat: Dialect = {
  id: "openai-chat",
  description: `OpenAI chat completions at ${PATH}`,
  framing: SERVER_SENT_EVENTS,

  match: postTo(PATH),

  isAuthorized: hasBearer,

  readCall(request, route, models) {
    const body = readJsonObject(request.body);
    const model = readModel(route.model ?? body["model"], models);
    const texts = readMessages(body["messages"], "messages", "content");
    return {
      model,
      ...texts,
      maxTokens: readMaxTokens(body["max_completion_tokens"] ?? body["max_tokens"], "max_tokens"),
      stream: readSwitch(body["stream"], "stream", false),
      includeUsage: objectOf(body["stream_options"])["include_usage"] === true,
    };
  },

  stream(facts) {
    const write = chunkWriter(facts);
    const closing: EventPart[] = [
      { sort: "finish", bytes: write.choice("{}", `"${facts.finishReason}"`) },
    ];
    if (facts.call.includeUsage) {
      closing.push({ sort: "usage", bytes: () => write.usage(facts.usage()) });
    }
    closing.push({ sort: "done", bytes: "data: [DONE]\n\n" });
    return {
      opening: [{
        sort: "role",
        bytes: write.choice(`{"role":"assistant","content":""}`, "null"),
      }],
      texts: facts.plan.events.map(({ sort, text }) => {
        const field = sort === "content" ? "content" : "reasoning_content";
        return [{ sort, bytes: write.choice(`{"${field}":${facts.json(text)}}`, "null") }];
      }),
      closing,
    };
  },

  whole(facts) {
    const reasoning = textOf(facts.plan, "reasoning");
    return {
      id: "chatcmpl-" + facts.requestId,
      object: "chat.completion",
      created: facts.createdS,
      model: facts.call.model,
      system_fingerprint: "fp_simulated",
      choices: [{
        index: 0,
        message: {
          role: "assistant",
          content: textOf(facts.plan, "content"),
          ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
        },
        logprobs: null,
        finish_reason: facts.finishReason,
      }],
      usage: openAiUsage(facts.usage()),
    };
  },

  errorBody: openAiError,
  errorEvent: openAiErrorEvent,
  odd: {
    emptyChoices: `data: {"object":"chat.completion.chunk","choices":[]}\n\n`,
    nullText: `data: {"object":"chat.completion.chunk","choices":[{"index":0,` +
      `"delta":{"content":null},"finish_reason":null}]}\n\n`,
  },
};
