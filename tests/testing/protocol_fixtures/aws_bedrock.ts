import type { StreamEvent } from "../../../providers/protocols/mod.ts";
import { AWS_KEYS, type ProtocolFixture, usage } from "./fixture.ts";

function message(name: string, value: unknown): StreamEvent {
  const data = JSON.stringify(value);
  return { name, data, bytes: new TextEncoder().encode(data) };
}

const delta = (delta: unknown) => message("contentBlockDelta", { contentBlockIndex: 0, delta });
const stop = (reason: string) => message("messageStop", { stopReason: reason });
const counts = {
  inputTokens: 30,
  outputTokens: 12,
  totalTokens: 52,
  cacheReadInputTokens: 8,
  cacheWriteInputTokens: 2,
};
const counted = usage(40, 12, { cachedInputTokens: 8 });
const metadata = message("metadata", { usage: counts, metrics: { latencyMs: 551 } });

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
  secretHeaders: [],
  owned: ["messages", "system"],
  plain: {
    events: [
      message("messageStart", { role: "assistant" }),
      delta({ text: "Hello" }),
      delta({ text: " you" }),
      message("contentBlockStop", { contentBlockIndex: 0 }),
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
      message("messageStart", { role: "assistant" }),
      delta({ reasoningContent: { text: "Six " } }),
      delta({ reasoningContent: { text: "sevens" } }),
      delta({ reasoningContent: { signature: "c2lnbmVk" } }),
      message("contentBlockStop", { contentBlockIndex: 0 }),
      delta({ text: "42" }),
      message("contentBlockStop", { contentBlockIndex: 1 }),
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
    events: [message("exception:throttlingException", { message: "Too many requests" })],
    body: JSON.stringify({ error: { message: "Too many requests" } }),
    says: "Too many requests",
  }],
};
