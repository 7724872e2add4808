import { readAwsException } from "./aws_exception.ts";
import { signedPost } from "./aws_request.ts";
import { contentOf } from "./json_events.ts";
import { DONE, JsonPieces } from "./json_pieces.ts";
import { outOfList, readTgiBody, readTgiEvent } from "./huggingface_tgi.ts";
import { promptText } from "./prompt_text.ts";
import type { EventContent, EventReader, GenerationRequest, Json, Protocol } from "./protocol.ts";
import { readChatAnswer } from "./read_chat_answer.ts";
import { describeError, readError } from "./read_error.ts";
import { withSamplingParams } from "./request_body.ts";
import { limitField, plainMessages } from "./request_fields.ts";
import { excerpt, isRecord, parseJsonObject, type UnknownRecord } from "./untrusted_json.ts";

/**
 * A real-time endpoint of Amazon SageMaker; the model's name is the endpoint's. SageMaker passes
 * on what the container in the endpoint says, cut anywhere. Containers that speak as Text Generation
 * Inference does (TGI itself, and DJL's LMI, in server-sent events or JSON lines), and those that
 * answer with OpenAI's chat completions, are told apart by what they answer.
 *
 * The prompt goes as `inputs`, which both take. The sampling parameter `{"inputs": null}` makes it
 * OpenAI's `messages` instead, for containers that want those.
 *
 * Reference:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
 * and, for LMI, https://docs.djl.ai/master/docs/serving/serving/docs/lmi/user_guides/lmi_input_output_schema.html
 */
export const awsSagemaker: Protocol = {
  id: "aws-sagemaker",
  aliases: ["sagemaker"],
  description: "Amazon SageMaker endpoints with TGI, LMI or OpenAI-compatible containers",
  credential: "aws",
  framing: "aws-event-stream",
  cannotStream: null,
  hasEndMark: true,
  repeatsText: true,
  buildRequest: signedPost(
    "sagemaker",
    "/endpoints",
    { whole: "/invocations", streamed: "/invocations-response-stream" },
    bodyOf,
  ),
  createReader,
  readBody,
};

function bodyOf(request: GenerationRequest): Record<string, Json> {
  const { inputs, ...samplingParams } = request.samplingParams;
  return inputs === null ? messagesBody({ ...request, samplingParams }) : inputsBody(request);
}

function inputsBody({ messages, maxTokens, stream, samplingParams }: GenerationRequest) {
  const body = withSamplingParams(
    {
      inputs: promptText(messages),
      parameters: {
        ...limitField("max_new_tokens", maxTokens),
        // Without it a whole answer says neither how many tokens it has nor why it ended.
        details: true,
      },
      stream,
    },
    samplingParams,
    {
      owned: ["inputs", "stream", "best_of", "return_full_text"],
      nest: { field: "parameters", besides: ["adapters", "model"] },
    },
  );
  const { parameters } = body;
  if (isRecord(parameters) && parameters.temperature === 0) {
    // TGI refuses 0 and wants to be told in this way.
    const { temperature: _, ...others } = parameters;
    body.parameters = { ...others as Record<string, Json>, do_sample: false };
  }
  return body;
}

/** The endpoint is the model, so none is named; some containers want `model` all the same. */
function messagesBody({ messages, maxTokens, stream, samplingParams }: GenerationRequest) {
  return withSamplingParams(
    {
      messages: plainMessages(messages),
      ...limitField("max_tokens", maxTokens),
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
    },
    samplingParams,
    { owned: ["messages", "stream", "n"] },
  );
}

function createReader(): EventReader {
  const pieces = new JsonPieces();
  return (event) => {
    const error = readAwsException(event);
    if (error !== null) return { error };
    // A container asked directly, as on one's own machine, answers without the binary messages.
    if (event.bytes === undefined) return readPiece(event.data.trim());
    return event.name === "PayloadPart" ? together(pieces.add(event.bytes).map(readPiece)) : {};
  };
}

function readPiece(json: string): EventContent {
  if (json === DONE) return { end: true };
  const data = parseJsonObject(json, "event data");
  if (Array.isArray(data.choices)) return readChatAnswer(data, "delta");
  const error = readError(data);
  if (error !== null) return { error };
  if (isRecord(data.token)) return readToken(data.token, data);
  throw new SyntaxError(`event data is neither TGI's, LMI's nor a chat's: ${excerpt(json)}`);
}

/** LMI says as TGI does, but for the name of `special` and for failures. */
function readToken(token: UnknownRecord, event: UnknownRecord): EventContent {
  const special = token.special === true || token.special_token === true;
  return withLmiError(readTgiEvent({ ...event, token: { ...token, special } }), event);
}

function withLmiError(content: EventContent, { details }: UnknownRecord): EventContent {
  return isRecord(details) && details.finish_reason === "error"
    ? { ...content, error: 'the answer ended with finish reason "error"' }
    : content;
}

/** What several pieces that came at once say in all; what follows the end is no part of it. */
function together(contents: EventContent[]): EventContent {
  const end = contents.findIndex((content) => content.end || content.error !== undefined);
  const counted = end === -1 ? contents : contents.slice(0, end + 1);
  const texts = counted.map(({ text }) => text ?? "").join("");
  const reasoning = counted.map((content) => content.reasoning ?? "").join("");
  const last: EventContent = Object.assign({}, ...counted);
  return { ...last, ...contentOf({ text: texts, reasoning }) };
}

function readBody(body: string): EventContent {
  const answer = parseJsonObject(outOfList(body), "response body");
  if (Array.isArray(answer.choices)) return readChatAnswer(answer, "message");
  const error = readError(answer);
  if (error !== null) return { error };
  if (typeof answer.generated_text !== "string") {
    // AWS's errors have no field of their own.
    if (typeof answer.message === "string") return { error: describeError(answer) };
    throw new SyntaxError(`response body is neither TGI's, LMI's nor a chat's: ${excerpt(body)}`);
  }
  return withLmiError(readTgiBody(answer), answer);
}
