import { hasBearer } from "./authorization.ts";
import { allText, type Dialect } from "./dialect.ts";
import { SERVER_SENT_EVENTS } from "./event_framing.ts";
import { postToModel } from "./match_post.ts";
import { onePrompt, readJsonObject, readMaxTokens, readModel, readText } from "./read_call.ts";

const PATH = /^\/v2\/models\/([^/]+)\/(?:versions\/[^/]+\/)?(generate|generate_stream)$/;

/** Triton's generate extension, as TensorRT-LLM is served; it tells neither usage nor finish. */
export const tensorRtLlm: Dialect = {
  id: "tensorrt-llm",
  description: "Triton (TensorRT-LLM) at /v2/models/{model}/generate_stream and /generate",
  framing: { ...SERVER_SENT_EVENTS, contentType: "text/event-stream" },

  match: postToModel(PATH, "generate_stream"),

  isAuthorized: hasBearer,

  readCall(request, route, models) {
    const body = readJsonObject(request.body);
    return {
      model: readModel(route.model, models),
      ...onePrompt(readText(body["text_input"], "text_input")),
      maxTokens: readMaxTokens(body["max_tokens"], "max_tokens"),
      stream: route.stream === true,
      includeUsage: false,
    };
  },

  stream(facts) {
    const start = `data: {"model_name":${facts.json(facts.call.model)},"model_version":"1",` +
      `"sequence_end":false,"sequence_id":0,"sequence_start":false,"text_output":`;
    return {
      opening: [],
      texts: facts.plan.events.map(({ text }) => [
        { sort: "content", bytes: `${start}${facts.json(text)}}\n\n` },
      ]),
      closing: [],
    };
  },

  whole: (facts) => ({
    model_name: facts.call.model,
    model_version: "1",
    sequence_end: false,
    sequence_id: 0,
    sequence_start: false,
    text_output: allText(facts.plan),
  }),

  errorBody: (_status, message) => ({ error: message }),
  errorEvent: (message) => `data: ${JSON.stringify({ error: message })}\n\n`,
  odd: { nullText: `data: {"model_name":"sim","model_version":"1","text_output":null}\n\n` },
};
