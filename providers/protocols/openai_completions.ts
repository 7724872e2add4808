import { bearer } from "./authorization.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { readChatUsage } from "./read_chat_usage.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField, promptFields } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * OpenAI's older completions: a prompt without roles or template. vLLM, SGLang, TGI, llama.cpp and
 * several hosts speak it too.
 *
 * Reference: https://platform.openai.com/docs/api-reference/completions
 */
export const openaiCompletions: Protocol = {
  id: "openai-completions",
  aliases: [],
  description: "OpenAI completions: a plain prompt, no roles (vLLM, llama.cpp, Fireworks, ...)",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: postsJson(
    (baseUrl) => endpointUrl(baseUrl, ["/completions"], ["/chat/completions"]),
    "event-stream",
    bearer,
    buildBody,
  ),
  createReader: () => jsonEvents(readAnswer),
  readBody: (body) => jsonBody(body, "choices", readAnswer),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  return withSamplingParams(
    {
      ...promptFields(request),
      ...(request.stream ? { stream_options: { include_usage: true } } : {}),
      ...limitField("max_tokens", request.maxTokens),
    },
    request.samplingParams,
    // `echo` would give the prompt back as if it had been generated.
    { owned: ["model", "prompt", "stream", "n", "best_of", "echo", "suffix"] },
  );
}

/** A chunk of a stream, or a whole answer: they have the same shape. */
function readAnswer(answer: UnknownRecord): EventContent {
  const first: unknown = Array.isArray(answer.choices) ? answer.choices[0] : undefined;
  const choice = isRecord(first) ? first : {};
  return contentOf({
    text: choice.text,
    finishReason: choice.finish_reason,
    usage: readChatUsage(answer),
  });
}
