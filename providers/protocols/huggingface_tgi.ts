import { bearer } from "./authorization.ts";
import { endpointUrl } from "./endpoint_url.ts";
import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import { postsJson } from "./json_request.ts";
import { promptText } from "./prompt_text.ts";
import type { EventContent, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { usageOf } from "./read_count.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField } from "./request_fields.ts";
import { tgiParameters } from "./tgi_parameters.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Hugging Face's text-generation-inference, its own `/generate_stream`: a token an event, special
 * tokens (such as the end of the text) marked, the last event with `generated_text`.
 *
 * Reference: https://huggingface.github.io/text-generation-inference/
 */
export const huggingfaceTgi: Protocol = {
  id: "huggingface-tgi",
  aliases: [],
  description: "Hugging Face TGI's own /generate_stream",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  repeatsText: true,
  buildRequest: postsJson(generateUrl, "event-stream", bearer, buildBody),
  createReader: () => jsonEvents(readTgiEvent),
  readBody: (body) => jsonBody(outOfList(body), "generated_text", readTgiBody),
};

function generateUrl(baseUrl: URL, { stream }: GenerationRequest): URL {
  const [step, sibling] = stream
    ? ["/generate_stream", "/generate"]
    : ["/generate", "/generate_stream"];
  return endpointUrl(baseUrl, [step], [sibling]);
}

/** The body, which names no model: a TGI server has one. */
function buildBody(request: GenerationRequest): Record<string, Json> {
  const { messages, maxTokens, samplingParams } = request;
  const { parameters, ...body } = withSamplingParams(
    {
      inputs: promptText(messages),
      // Without `details` a whole answer has no counts.
      parameters: { details: true, ...limitField("max_new_tokens", maxTokens) },
    },
    samplingParams,
    {
      owned: ["inputs", "model", "stream", "best_of", "return_full_text"],
      nest: { field: "parameters", besides: [] },
    },
  );
  return isRecord(parameters) ? { ...body, parameters: tgiParameters(parameters) } : body;
}

/** One event of `/generate_stream`. SageMaker's containers send the same. */
export function readTgiEvent(event: UnknownRecord): EventContent {
  const token = isRecord(event.token) ? event.token : {};
  return contentOf({
    text: token.special === true ? null : token.text,
    ...closingOf(event.details),
    end: typeof event.generated_text === "string",
  });
}

/** TGI's compatible route, which endpoints of Hugging Face and SageMaker ask, lists its one answer. */
export function outOfList(body: string): string {
  const trimmed = body.trim();
  return trimmed.startsWith("[") && trimmed.endsWith("]") ? trimmed.slice(1, -1) : trimmed;
}

/** The answer of `/generate`. */
export function readTgiBody(answer: UnknownRecord): EventContent {
  return contentOf({ text: answer.generated_text, ...closingOf(answer.details) });
}

function closingOf(details: unknown) {
  if (!isRecord(details)) return {};
  return {
    finishReason: details.finish_reason,
    usage: usageOf({ input: details.input_length, output: details.generated_tokens }),
  };
}
