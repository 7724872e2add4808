import { bearer } from "./authorization.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { jsonRequest } from "./json_request.ts";
import { promptText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { readChatUsage } from "./read_chat_usage.ts";
import { withSamplingParams } from "./request_body.ts";
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
  buildRequest(baseUrl, request, credential) {
    return jsonRequest(
      endpointUrl(baseUrl, ["/completions"], ["/chat/completions"]),
      request.stream ? "event-stream" : "json",
      bearer(credential),
      buildBody(request),
    );
  },
  createReader: () => jsonEvents(readAnswer),
  readBody: (body) => jsonBody(body, "choices", readAnswer),
};

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { model, messages, maxTokens, stream, samplingParams } = request;
  return withSamplingParams(
    {
      model,
      prompt: promptText(messages),
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
      ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
    },
    samplingParams,
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
