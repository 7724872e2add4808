import { readAwsException } from "./aws_exception.ts";
import { signedPost } from "./aws_request.ts";
import { contentOf, jsonBody } from "./json_events.ts";
import { systemText } from "./prompt_text.ts";
import type {
  EventContent,
  GenerationRequest,
  Json,
  Protocol,
  StreamEvent,
  Usage,
} from "./protocol.ts";
import { readCount, sumCounts, usageOf } from "./read_count.ts";
import { describeError } from "./read_error.ts";
import { withSamplingParams } from "./request_body.ts";
import { isRecord, parseJsonObject, type UnknownRecord } from "./untrusted_json.ts";

/** Fields that Converse has beside `inferenceConfig`. */
const BESIDES = [
  "additionalModelRequestFields",
  "additionalModelResponseFieldPaths",
  "guardrailConfig",
  "messages",
  "outputConfig",
  "performanceConfig",
  "promptVariables",
  "requestMetadata",
  "serviceTier",
  "system",
  "toolConfig",
];

/**
 * Amazon Bedrock's Converse and ConverseStream, one format for every model there.
 *
 * The stream's last event is `metadata`, with the usage; the answer's own end, `messageStop`, comes
 * just before it and is read as the finish reason.
 *
 * Reference: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const awsBedrock: Protocol = {
  id: "aws-bedrock",
  aliases: ["bedrock"],
  description: "Amazon Bedrock Converse, signed with AWS keys or with a Bedrock API key",
  credential: "aws",
  framing: "aws-event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest: signedPost(
    "bedrock",
    "/model",
    { whole: "/converse", streamed: "/converse-stream" },
    bodyOf,
  ),
  createReader: () => readEvent,
  readBody: (body) => jsonBody(body, "output", readAnswer),
};

function bodyOf({ messages, maxTokens, samplingParams }: GenerationRequest): Record<string, Json> {
  const system = systemText(messages);
  return withSamplingParams(
    {
      messages: messages.filter(({ role }) => role !== "system")
        .map(({ role, content }) => ({ role, content: [{ text: content }] })),
      ...(system === null ? {} : { system: [{ text: system }] }),
      ...(maxTokens === null ? {} : { inferenceConfig: { maxTokens } }),
    },
    samplingParams,
    { owned: ["messages", "system"], nest: { field: "inferenceConfig", besides: BESIDES } },
  );
}

function readEvent(event: StreamEvent): EventContent {
  const error = readAwsException(event);
  if (error !== null) return { error };
  const data = parseJsonObject(textOf(event), "event data");
  switch (event.name) {
    case "contentBlockDelta": {
      const delta = isRecord(data.delta) ? data.delta : {};
      const reasoning = isRecord(delta.reasoningContent) ? delta.reasoningContent.text : undefined;
      return contentOf({ text: delta.text, reasoning });
    }
    case "messageStop":
      return contentOf({ finishReason: data.stopReason });
    case "metadata":
      return contentOf({ usage: readUsage(data.usage), end: true });
    default:
      // The beginning and end of blocks and messages, and what may come in the future.
      return {};
  }
}

/**
 * @throws {SyntaxError} when the payload is not UTF-8, for JSON is
 */
function textOf({ bytes, data }: StreamEvent): string {
  if (bytes === undefined) return data;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new SyntaxError("event data is not UTF-8", { cause });
  }
}

function readAnswer(answer: UnknownRecord): EventContent {
  const output = isRecord(answer.output) ? answer.output : {};
  const message = isRecord(output.message) ? output.message : {};
  const blocks = (Array.isArray(message.content) ? message.content : []).filter(isRecord);
  return contentOf({
    text: blocks.map(({ text }) => typeof text === "string" ? text : "").join(""),
    reasoning: blocks.map(reasoningOf).join(""),
    finishReason: answer.stopReason,
    usage: readUsage(answer.usage),
    // AWS's errors have no field of their own.
    error: !("output" in answer) && "message" in answer ? describeError(answer) : null,
  });
}

function reasoningOf({ reasoningContent: content }: UnknownRecord): string {
  if (!isRecord(content) || !isRecord(content.reasoningText)) return "";
  const { text } = content.reasoningText;
  return typeof text === "string" ? text : "";
}

/** Bedrock counts what it read from a cache, and wrote to it, apart from the other input. */
function readUsage(raw: unknown): Usage | null {
  if (!isRecord(raw)) return null;
  const cached = readCount(raw.cacheReadInputTokens);
  const rest = readCount(raw.inputTokens);
  const written = readCount(raw.cacheWriteInputTokens);
  return usageOf({
    input: rest === null ? null : sumCounts(rest, cached, written),
    output: raw.outputTokens,
    cached,
  });
}
