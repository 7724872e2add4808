import { hasBearer, hasKeyHeader } from "./authorization.ts";
import {
  type AnswerFacts,
  type Dialect,
  type JsonObject,
  type ReportedUsage,
  textOf,
  totalTokens,
} from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postToModel } from "./match_post.ts";
import {
  CallRefused,
  objectOf,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  withSystem,
} from "./read_call.ts";

/** AI Studio's path, and Vertex AI's, which has project, place and publisher in front. */
const PATH =
  /^\/v1(?:beta1?)?\/(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/[^/]+\/)?models\/([^/:]+):(generateContent|streamGenerateContent)$/;
const FINISH_REASONS = { stop: "STOP", length: "MAX_TOKENS" } as const;
const STATUSES: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function errorOf(status: number, message: string): JsonObject {
  return { error: { code: status, message, status: STATUSES[status] ?? "UNKNOWN" } };
}

/** Candidates' tokens are those of the answer alone; thoughts are counted apart. */
function usageMetadata(usage: ReportedUsage): JsonObject {
  return {
    promptTokenCount: usage.inputTokens,
    candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
    totalTokenCount: totalTokens(usage),
    ...(usage.reasoningTokens > 0 ? { thoughtsTokenCount: usage.reasoningTokens } : {}),
  };
}

function lastResponse(facts: AnswerFacts, parts: JsonObject[]): JsonObject {
  return {
    candidates: [{
      content: { parts, role: "model" },
      finishReason: FINISH_REASONS[facts.finishReason],
      index: 0,
    }],
    usageMetadata: usageMetadata(facts.usage()),
    modelVersion: facts.call.model,
    responseId: facts.requestId,
  };
}

/** Google's generateContent, of AI Studio and of Vertex AI. */
export const googleGemini: Dialect = {
  id: "google-gemini",
  description:
    "Google generateContent at /v1beta/models/{model}:streamGenerateContent?alt=sse, Vertex AI's too",
  framing: SERVER_SENT_EVENTS,

  match: postToModel(PATH, "streamGenerateContent"),

  isAuthorized: (request, apiKey) =>
    hasKeyHeader(request, "x-goog-api-key", apiKey) || hasBearer(request, apiKey) ||
    request.query.get("key") === apiKey,

  readCall(request, route, models) {
    if (route.stream && request.query.get("alt") !== "sse") {
      throw new CallRefused(400, "streams are given as server-sent events only: add ?alt=sse");
    }
    const body = readJsonObject(request.body);
    const system = objectOf(body["systemInstruction"] ?? body["system_instruction"])["parts"];
    const conversation = readMessages(body["contents"], "contents", "parts");
    // Fields have two spellings each, as in all of Google's JSON.
    const config = objectOf(body["generationConfig"] ?? body["generation_config"]);
    return {
      model: readModel(route.model, models),
      ...withSystem(system, "systemInstruction", conversation),
      maxTokens: readMaxTokens(
        config["maxOutputTokens"] ?? config["max_output_tokens"],
        "generationConfig.maxOutputTokens",
      ),
      stream: route.stream === true,
      includeUsage: true,
    };
  },

  stream(facts) {
    const { json } = facts;
    const end = `}],"role":"model"},"index":0}],"modelVersion":${json(facts.call.model)},` +
      `"responseId":${json(facts.requestId)}}\n\n`;
    return {
      opening: [],
      texts: facts.plan.events.map(({ sort, text }) => {
        const thought = sort === "reasoning" ? `,"thought":true` : "";
        const bytes = `data: {"candidates":[{"content":{"parts":[{"text":${json(text)}${thought}`;
        return [{ sort, bytes: bytes + end }];
      }),
      closing: [{
        sort: "usage",
        bytes: () => `data: ${json(lastResponse(facts, [{ text: "" }]))}\n\n`,
      }],
    };
  },

  whole(facts) {
    const thoughts = textOf(facts.plan, "reasoning");
    return lastResponse(facts, [
      ...(thoughts === "" ? [] : [{ text: thoughts, thought: true }]),
      { text: textOf(facts.plan, "content") },
    ]);
  },

  errorBody: errorOf,
  errorEvent: (message) => `data: ${JSON.stringify(errorOf(503, message))}\n\n`,
  odd: {
    emptyChoices: `data: {"candidates":[]}\n\n`,
    nullText:
      `data: {"candidates":[{"content":{"parts":[{"text":null}],"role":"model"},"index":0}]}\n\n`,
  },
};
