import { hasAwsCredential } from "./authorization.ts";
import { awsErrorHeaders } from "./aws_error.ts";
import {
  type AnswerFacts,
  blockIndexes,
  type Dialect,
  type EventPart,
  type JsonObject,
  type ReportedUsage,
  textOf,
  totalTokens,
} from "./dialect.ts";
import { AWS_EVENT_STREAM, awsMessage } from "./event_framing.ts";
import { postToModel } from "./match_post.ts";
import {
  objectOf,
  readJsonObject,
  readMaxTokens,
  readMessages,
  readModel,
  withSystem,
} from "./read_call.ts";

const PATH = /^\/model\/([^/]+)\/(converse|converse-stream)$/;
const STOP_REASONS = { stop: "end_turn", length: "max_tokens" } as const;
const SIGNATURE = "c2ltdWxhdGVk";

function usageOf(usage: ReportedUsage): JsonObject {
  return {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    totalTokens: totalTokens(usage),
  };
}

function latencyMs(facts: AnswerFacts): number {
  return Math.round(facts.plan.events.at(-1)?.atMs ?? 0);
}

/** Amazon Bedrock's Converse, in binary messages when streamed. */
export const awsBedrock: Dialect = {
  id: "aws-bedrock",
  description: "Amazon Bedrock Converse at /model/{model}/converse-stream and /converse",
  framing: AWS_EVENT_STREAM,

  match: postToModel(PATH, "converse-stream"),

  isAuthorized: hasAwsCredential,

  readCall(request, route, models) {
    const body = readJsonObject(request.body);
    const conversation = readMessages(body["messages"], "messages", "content");
    const { maxTokens } = objectOf(body["inferenceConfig"]);
    return {
      model: readModel(route.model, models),
      ...withSystem(body["system"], "system", conversation),
      maxTokens: readMaxTokens(maxTokens, "inferenceConfig.maxTokens"),
      stream: route.stream === true,
      includeUsage: true,
    };
  },

  stream(facts) {
    const { json } = facts;
    const { events } = facts.plan;
    const blocks = blockIndexes(events);
    const event = (name: string, payload: string) => AWS_EVENT_STREAM.event(payload, name);
    const delta = (block: number, content: string) =>
      event("contentBlockDelta", `{"contentBlockIndex":${block},"delta":{${content}}}`);
    const stop = (block: number): EventPart => ({
      sort: "noise",
      bytes: event("contentBlockStop", `{"contentBlockIndex":${block}}`),
    });
    const sign = (block: number): EventPart => ({
      sort: "noise",
      bytes: delta(block, `"reasoningContent":{"signature":"${SIGNATURE}"}`),
    });
    const metadata = () => ({
      usage: usageOf(facts.usage()),
      metrics: { latencyMs: latencyMs(facts) },
    });
    return {
      opening: [{ sort: "role", bytes: event("messageStart", `{"role":"assistant"}`) }],
      texts: events.map(({ sort, text }, at) => {
        const block = blocks[at]!;
        const content = sort === "content"
          ? `"text":${json(text)}`
          : `"reasoningContent":{"text":${json(text)}}`;
        const part: EventPart = { sort, bytes: delta(block, content) };
        if (block === 0 || blocks[at - 1] === block) return [part];
        return [...(sort === "content" ? [sign(block - 1)] : []), stop(block - 1), part];
      }),
      closing: [
        stop(blocks.at(-1) ?? 0),
        {
          sort: "finish",
          bytes: event("messageStop", `{"stopReason":"${STOP_REASONS[facts.finishReason]}"}`),
        },
        { sort: "usage", bytes: () => event("metadata", json(metadata())) },
      ],
    };
  },

  whole(facts) {
    const text = textOf(facts.plan, "reasoning");
    const reasoning = { reasoningContent: { reasoningText: { text, signature: SIGNATURE } } };
    return {
      output: {
        message: {
          role: "assistant",
          content: [
            ...(text === "" ? [] : [reasoning]),
            { text: textOf(facts.plan, "content") },
          ],
        },
      },
      stopReason: STOP_REASONS[facts.finishReason],
      usage: usageOf(facts.usage()),
      metrics: { latencyMs: latencyMs(facts) },
    };
  },

  errorBody: (_status, message) => ({ message }),
  errorHeaders: awsErrorHeaders,
  errorEvent: (message) =>
    awsMessage({
      ":exception-type": "modelStreamErrorException",
      ":content-type": "application/json",
      ":message-type": "exception",
    }, JSON.stringify({ message })),
  odd: {
    nullText: AWS_EVENT_STREAM.event(
      `{"contentBlockIndex":0,"delta":{"text":null}}`,
      "contentBlockDelta",
    ),
  },
};
