import { bearer } from "./authorization.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { usageOf } from "./read_count.ts";
import { withSamplingParams } from "./request_body.ts";
import { chatFields, limitField } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Ollama's own chat API: one JSON object a line, the last with `done: true`.
 *
 * Reference: https://github.com/ollama/ollama/blob/main/docs/api.md
 */
export const ollama: Protocol = {
  id: "ollama",
  aliases: [],
  description: "Ollama's own /api/chat",
  credential: "key",
  framing: "json-lines",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(["/api", "/chat"], "json-lines", bearer, buildBody),
  createReader: () => jsonEvents(readAnswer),
  readBody: (body) => jsonBody(body, "message", readAnswer),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  return withSamplingParams(
    { ...chatFields(request), options: limitField("num_predict", request.maxTokens) },
    request.samplingParams,
    {
      owned: ["model", "messages", "stream"],
      nest: {
        field: "options",
        besides: [
          "format",
          "keep_alive",
          "logprobs",
          "shift",
          "think",
          "tools",
          "top_logprobs",
          "truncate",
        ],
      },
    },
  );
}

/** A line of a stream, or a whole answer: they have the same shape. */
function readAnswer(answer: UnknownRecord): EventContent {
  const message = isRecord(answer.message) ? answer.message : {};
  return contentOf({
    text: message.content,
    reasoning: message.thinking,
    finishReason: answer.done_reason,
    usage: usageOf({ input: answer.prompt_eval_count, output: answer.eval_count }),
    end: answer.done === true,
  });
}
