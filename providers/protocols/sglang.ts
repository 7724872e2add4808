import { bearer } from "./authorization.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import { createNewText } from "./new_text.ts";
import { promptText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { usageOf } from "./read_count.ts";
import { describeError } from "./read_error.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField } from "./request_fields.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * SGLang's own `/generate`. Every event repeats the text so far, unless the server was started with
 * `--stream-output`, so that the reader remembers it and takes what is new; ends with `[DONE]`.
 *
 * Reference: https://docs.sglang.ai/basic_usage/native_api.html
 */
export const sglang: Protocol = {
  id: "sglang",
  aliases: [],
  description: "SGLang's own /generate",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  repeatsText: true,
  buildRequest: postsJson(["/generate"], "event-stream", bearer, buildBody),
  createReader: () => {
    const newText = createNewText(Infinity);
    return jsonEvents((answer) => readAnswer(answer, newText));
  },
  readBody: (body) => jsonBody(body, "text", (answer) => readAnswer(answer, (text) => text)),
};

/** The body, which names no model: an SGLang server has one. */
function buildBody(request: GenerationRequest): Record<string, Json> {
  const { messages, maxTokens, stream, samplingParams } = request;
  return withSamplingParams(
    {
      text: promptText(messages),
      sampling_params: limitField("max_new_tokens", maxTokens),
      stream,
    },
    samplingParams,
    {
      owned: ["text", "input_ids", "input_embeds", "model", "stream", "n"],
      nest: {
        field: "sampling_params",
        besides: [
          "lora_path",
          "logprob_start_len",
          "priority",
          "return_hidden_states",
          "return_logprob",
          "return_text_in_logprobs",
          "rid",
          "top_logprobs_num",
        ],
      },
    },
  );
}

/** A piece of a stream, or a whole answer: they have the same shape. */
function readAnswer(answer: UnknownRecord, newText: (text: string) => string): EventContent {
  const meta = isRecord(answer.meta_info) ? answer.meta_info : {};
  const reason = isRecord(meta.finish_reason) ? meta.finish_reason : { type: meta.finish_reason };
  return contentOf({
    text: typeof answer.text === "string" ? newText(answer.text) : null,
    usage: usageOf({
      input: meta.prompt_tokens,
      output: meta.completion_tokens,
      reasoning: meta.reasoning_tokens,
      cached: meta.cached_tokens,
    }),
    finishReason: reason.type,
    error: reason.type === "abort" ? describeError(reason) : null,
  });
}
