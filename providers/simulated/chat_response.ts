import { asciiJson, bodyEnd, bodyPiece, type Framing, responseHead } from "./http_response.ts";
import type { StreamPlan } from "./profiles.ts";
import type { ResponseScript, ScriptStep } from "./script.ts";

/** What a chat response is made of. */
export interface ChatResponseInput {
  plan: StreamPlan;
  /** Goes into the answer's `id` and the `x-request-id` header. */
  requestId: string;
  model: string;
  /** Unix seconds. */
  createdS: number;
  finishReason: "stop" | "length";
  includeUsage: boolean;
  /** Asked when the usage is about to be sent; null when prompts are not counted. */
  promptTokens: () => number | null;
  /** When the head and the role-only event go out, ms after the request; streaming only. */
  headAtMs: number;
  framing: Framing;
  keepAlive: boolean;
}

function usageOf(plan: StreamPlan, promptTokens: number | null): unknown {
  let output = 0;
  let reasoning = 0;
  for (const event of plan.events) {
    output += event.tokens;
    if (event.sort === "reasoning") reasoning += event.tokens;
  }
  return {
    prompt_tokens: promptTokens,
    completion_tokens: output,
    total_tokens: promptTokens === null ? null : promptTokens + output,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

/**
 * A streamed answer: head and role-only event first, each planned event at its time, then the
 * finish event, usage when asked for and the end mark in one write right after the last text event.
 */
export function streamedChat(input: ChatResponseInput): ResponseScript {
  const { plan, framing } = input;
  const start = `data: {"id":${asciiJson("chatcmpl-" + input.requestId)},` +
    `"object":"chat.completion.chunk","created":${input.createdS},` +
    `"model":${asciiJson(input.model)},"system_fingerprint":"fp_simulated","choices":[`;
  const end = input.includeUsage ? `],"usage":null}\n\n` : `]}\n\n`;
  const choice = (delta: string, finish: string) =>
    bodyPiece(
      framing,
      `${start}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}${end}`,
    );
  const head = responseHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    ...(framing === "chunked" ? { "Transfer-Encoding": "chunked" } : {}),
    "Connection": input.keepAlive ? "keep-alive" : "close",
    "x-request-id": input.requestId,
  });

  const headAtMs = Math.min(input.headAtMs, plan.events[0]?.atMs ?? input.headAtMs);
  const steps: ScriptStep[] = [
    { atMs: headAtMs, bytes: head, event: null },
    {
      atMs: headAtMs,
      withPrevious: true,
      bytes: choice(`{"role":"assistant","content":""}`, "null"),
      event: { sort: "role", tokens: 0 },
    },
  ];
  for (const event of plan.events) {
    const field = event.sort === "content" ? "content" : "reasoning_content";
    steps.push({
      atMs: event.atMs,
      bytes: choice(`{"${field}":${asciiJson(event.text)}}`, "null"),
      event: { sort: event.sort, tokens: event.tokens },
    });
  }
  const atMs = steps.at(-1)!.atMs;
  steps.push({
    atMs,
    bytes: choice("{}", `"${input.finishReason}"`),
    event: { sort: "finish", tokens: 0 },
  });
  if (input.includeUsage) {
    steps.push({
      atMs,
      withPrevious: true,
      bytes: () => {
        const usage = asciiJson(usageOf(plan, input.promptTokens()));
        return bodyPiece(framing, `${start}],"usage":${usage}}\n\n`);
      },
      event: { sort: "usage", tokens: 0 },
    });
  }
  steps.push({
    atMs,
    withPrevious: true,
    bytes: bodyPiece(framing, "data: [DONE]\n\n"),
    event: { sort: "done", tokens: 0 },
  });
  steps.push({ atMs, withPrevious: true, bytes: bodyEnd(framing), event: null });
  return {
    status: 200,
    steps,
    ending: input.keepAlive ? "keep-alive" : "close",
    endAtMs: atMs,
  };
}

/** An answer in one piece, sent when the last token would have been. */
export function wholeChat(input: ChatResponseInput): ResponseScript {
  const { plan } = input;
  const textOf = (sort: "reasoning" | "content") =>
    plan.events.filter((event) => event.sort === sort).map((event) => event.text).join("");
  const reasoning = textOf("reasoning");
  const endAtMs = plan.events.at(-1)?.atMs ?? 0;
  const tokens = plan.events.reduce((sum, event) => sum + event.tokens, 0);
  const bytes = () => {
    const body = asciiJson({
      id: "chatcmpl-" + input.requestId,
      object: "chat.completion",
      created: input.createdS,
      model: input.model,
      system_fingerprint: "fp_simulated",
      choices: [{
        index: 0,
        message: {
          role: "assistant",
          content: textOf("content"),
          ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
        },
        logprobs: null,
        finish_reason: input.finishReason,
      }],
      usage: usageOf(plan, input.promptTokens()),
    });
    return responseHead(200, {
      "Content-Type": "application/json",
      "Content-Length": String(body.length),
      "Connection": input.keepAlive ? "keep-alive" : "close",
      "x-request-id": input.requestId,
    }) + body;
  };
  return {
    status: 200,
    steps: [{ atMs: endAtMs, bytes, event: { sort: "content", tokens } }],
    ending: input.keepAlive ? "keep-alive" : "close",
    endAtMs,
  };
}
