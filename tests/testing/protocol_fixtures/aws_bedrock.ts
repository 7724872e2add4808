import { AWS_KEYS, binaryEvent, type ProtocolFixture, usage } from "./fixture.ts";

const delta = (delta: unknown) => binaryEvent("contentBlockDelta", { contentBlockIndex: 0, delta });
const stop = (reason: string) => binaryEvent("messageStop", { stopReason: reason });
const counts = {
  inputTokens: 30,
  outputTokens: 12,
  totalTokens: 52,
  cacheReadInputTokens: 8,
  cacheWriteInputTokens: 2,
};
const counted = usage(40, 12, { cachedInputTokens: 8 });
const metadata = binaryEvent("metadata", { usage: counts, metrics: { latencyMs: 551 } });

function body(content: unknown[], stopReason: string): string {
  return JSON.stringify({
    output: { message: { role: "assistant", content } },
    stopReason,
    usage: counts,
    metrics: { latencyMs: 551 },
  });
}

export const fixture: ProtocolFixture = {
  protocol: "aws-bedrock",
  baseUrl: "https://bedrock-runtime.us-east-1.amazonaws.com",
  model: "meta.llama3-1-8b-instruct-v1:0",
  url: "https://bedrock-runtime.us-east-1.amazonaws.com/model/" +
    "meta.llama3-1-8b-instruct-v1%3A0/converse-stream",
  credential: AWS_KEYS,
  secretHeaders: ["x-amz-security-token"],
  owned: ["messages", "system"],
  plain: {
    events: [
      binaryEvent("messageStart", { role: "assistant" }),
      delta({ text: "Hello" }),
      delta({ text: " you" }),
      binaryEvent("contentBlockStop", { contentBlockIndex: 0 }),
      stop("end_turn"),
      metadata,
    ],
    body: body([{ text: "Hello you" }], "end_turn"),
    text: "Hello you",
    reasoning: "",
    usage: counted,
    finishReason: "end_turn",
  },
  reasoning: {
    events: [
      binaryEvent("messageStart", { role: "assistant" }),
      delta({ reasoningContent: { text: "Six " } }),
      delta({ reasoningContent: { text: "sevens" } }),
      delta({ reasoningContent: { signature: "c2lnbmVk" } }),
      binaryEvent("contentBlockStop", { contentBlockIndex: 0 }),
      delta({ text: "42" }),
      binaryEvent("contentBlockStop", { contentBlockIndex: 1 }),
      stop("max_tokens"),
      metadata,
    ],
    body: body([
      { reasoningContent: { reasoningText: { text: "Six sevens", signature: "c2ln" } } },
      { text: "42" },
    ], "max_tokens"),
    text: "42",
    reasoning: "Six sevens",
    usage: counted,
    finishReason: "max_tokens",
  },
  errors: [{
    events: [binaryEvent("exception:throttlingException", { message: "Too many requests" })],
    body: JSON.stringify({ error: { message: "Too many requests" } }),
    says: "Too many requests",
  }],
};
