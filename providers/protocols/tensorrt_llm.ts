import { bearer } from "./authorization.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import { modelPath } from "./model_path.ts";
import { createNewText } from "./new_text.ts";
import { promptText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField } from "./request_fields.ts";
import type { UnknownRecord } from "./untrusted_json.ts";

/** Texts are not repeated unless asked for, so the same short one once more is an equal token. */
const MOST_UNCHANGED = 1;

/**
 * TensorRT-LLM behind Triton's generate extension. It reports neither token counts nor a finish
 * reason, and nothing marks the end. With `accumulate_tokens` every event repeats the text so far.
 * (`trtllm-serve` speaks `openai-chat`.)
 *
 * Reference:
 * https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/protocol/extension_generate.html
 */
export const tensorrtLlm: Protocol = {
  id: "tensorrt-llm",
  aliases: ["triton"],
  description: "TensorRT-LLM on Triton: /v2/models/MODEL/generate_stream",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: false,
  repeatsText: true,
  buildRequest: postsJson(generateUrl, "event-stream", bearer, buildBody),
  createReader: () => {
    const newText = createNewText(MOST_UNCHANGED);
    return jsonEvents((answer) => readAnswer(answer, newText));
  },
  readBody: (body) => jsonBody(body, "text_output", (answer) => readAnswer(answer, (text) => text)),
};

function generateUrl(baseUrl: URL, { model, stream }: GenerationRequest): URL {
  const [step, sibling] = stream
    ? ["/generate_stream", "/generate"]
    : ["/generate", "/generate_stream"];
  return endpointUrl(baseUrl, ["/v2", "/models", `/${modelPath(model)}`, step], [sibling]);
}

function buildBody(request: GenerationRequest): Record<string, Json> {
  const { messages, maxTokens, stream, samplingParams } = request;
  return withSamplingParams(
    {
      text_input: promptText(messages),
      stream,
      // A whole answer would else begin with the prompt.
      exclude_input_in_output: true,
      // The ensemble of older versions demands both.
      bad_words: "",
      stop_words: "",
      ...limitField("max_tokens", maxTokens),
    },
    samplingParams,
    { owned: ["text_input", "model", "stream", "beam_width", "num_return_sequences"] },
  );
}

/** A piece of a stream, or a whole answer: they have the same shape. */
function readAnswer(answer: UnknownRecord, newText: (text: string) => string): EventContent {
  const { text_output: text } = answer;
  return contentOf({ text: typeof text === "string" ? newText(text) : null });
}
