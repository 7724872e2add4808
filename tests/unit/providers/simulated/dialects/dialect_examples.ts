import { sentEvents } from "./cut_events.ts";
import type { CutEvent } from "./cut_events.ts";

// deno-lint-ignore no-explicit-any -- answers of sixteen APIs, read by hand as a client would.
type Loose = any;

/** What a reader made for the test alone finds in an answer. */
export interface Read {
  text: string;
  reasoning: string;
  /** Input and output tokens; null where the API does not say. */
  usage: [number, number] | null;
  finish: string | null;
}

/** How one API is called and read, told apart from the code that is tested. */
export interface DialectExample {
  id: string;
  /** Path of a call that streams, and of one that does not. */
  paths: [stream: string, whole: string];
  body: (stream: boolean) => Record<string, unknown>;
  headers?: Record<string, string>;
  keyHeaders: Record<string, string>[];
  readStream: (events: CutEvent[]) => Read;
  readWhole: (json: Loose) => Read;
  readError: (json: Loose) => string;
  readErrorEvent: (event: CutEvent) => string;
  /** Reasoning is told from the answer. */
  reasons: boolean;
  /** Why an answer ended, at the bound and by itself; null where the API does not say. */
  finishes: [length: string, stop: string] | null;
  countsTokens: boolean;
  /** Model and prompt are not in the request, or not where a wrong one could be refused. */
  oneModel?: true;
}

const messages = [{ role: "system", content: "be brief" }, { role: "user", content: "hi" }];
const bearer = { authorization: "Bearer k1" };
const sigV4 = {
  authorization: "AWS4-HMAC-SHA256 Credential=k1/20260101/us-east-1/bedrock/aws4_request, " +
    "SignedHeaders=host;x-amz-date, Signature=00",
};

const parsed = (events: CutEvent[]): Loose[] =>
  events.filter(({ data }) => data !== "[DONE]").map(({ data }) => JSON.parse(data));
const join = (values: Loose[]) => values.filter((value) => typeof value === "string").join("");
const lastOf = (values: Loose[]) => values.findLast((value) => value != null) ?? null;
const errorMessage = (json: Loose) => json.error.message;
const errorMessageEvent = ({ data }: CutEvent) => JSON.parse(data).error.message;
const openAiCounts = (usage: Loose): [number, number] | null =>
  usage == null ? null : [usage.prompt_tokens, usage.completion_tokens];

function readChat(chunks: Loose[], kind: "delta" | "message"): Read {
  const choices = chunks.flatMap(({ choices }) => choices);
  const parts = choices.map((choice) => choice[kind]);
  return {
    text: join(parts.map(({ content }) => content)),
    reasoning: join(parts.map(({ reasoning_content }) => reasoning_content)),
    usage: openAiCounts(lastOf(chunks.map(({ usage }) => usage))),
    finish: lastOf(choices.map(({ finish_reason }) => finish_reason)),
  };
}

function readMistral(chunks: Loose[], kind: "delta" | "message"): Read {
  const contents = chunks.flatMap(({ choices }) => choices).map((choice) => choice[kind].content);
  const parts = contents.flatMap((content) => typeof content === "string" ? [] : content);
  const { usage, finish } = readChat(chunks, kind);
  return {
    text: join(contents) + join(parts.map(({ text }) => text)),
    reasoning: join(parts.flatMap(({ thinking }) => thinking ?? []).map(({ text }) => text)),
    usage,
    finish,
  };
}

function readGemini(chunks: Loose[]): Read {
  const candidates = chunks.flatMap(({ candidates }) => candidates);
  const parts = candidates.flatMap(({ content }) => content.parts);
  const usage = lastOf(chunks.map(({ usageMetadata }) => usageMetadata));
  return {
    text: join(parts.filter(({ thought }) => !thought).map(({ text }) => text)),
    reasoning: join(parts.filter(({ thought }) => thought).map(({ text }) => text)),
    usage: [
      usage.promptTokenCount,
      usage.candidatesTokenCount + (usage.thoughtsTokenCount ?? 0),
    ],
    finish: lastOf(candidates.map(({ finishReason }) => finishReason)),
  };
}

function readTgi(events: Loose[]): Read {
  const details = lastOf(events.map(({ details }) => details));
  return {
    text: join(events.filter(({ token }) => !token.special).map(({ token }) => token.text)),
    reasoning: "",
    usage: [details.input_length, details.generated_tokens],
    finish: details.finish_reason,
  };
}

const readTgiWhole = (json: Loose): Read => ({
  text: json.generated_text,
  reasoning: "",
  usage: [json.details.input_length, json.details.generated_tokens],
  finish: json.details.finish_reason,
});

const readOllama = (lines: Loose[]): Read => ({
  text: join(lines.map(({ message }) => message.content)),
  reasoning: join(lines.map(({ message }) => message.thinking)),
  usage: [lines.at(-1).prompt_eval_count, lines.at(-1).eval_count],
  finish: lines.at(-1).done_reason,
});

const readSglang = (last: Loose): Read => ({
  text: last.text,
  reasoning: "",
  usage: [last.meta_info.prompt_tokens, last.meta_info.completion_tokens],
  finish: last.meta_info.finish_reason.type,
});

const readLlama = (events: Loose[]): Read => ({
  text: join(events.map(({ content }) => content)),
  reasoning: "",
  usage: [events.at(-1).tokens_evaluated, events.at(-1).tokens_predicted],
  finish: events.at(-1).stop_type,
});

const readResponse = (response: Loose): Read => {
  const of = (type: string, list: string) =>
    join(
      response.output.filter((item: Loose) => item.type === type)
        .flatMap((item: Loose) => item[list]).map(({ text }: Loose) => text),
    );
  return {
    text: of("message", "content"),
    reasoning: of("reasoning", "summary"),
    usage: [response.usage.input_tokens, response.usage.output_tokens],
    finish: response.incomplete_details?.reason ?? response.status,
  };
};

const unknown = (what: string) => ({
  text: what,
  reasoning: "",
  usage: null,
  finish: null,
});

/** Every dialect the provider speaks. */
export const EXAMPLES: readonly DialectExample[] = [
  {
    id: "openai-chat",
    paths: ["/v1/chat/completions", "/v1/chat/completions"],
    body: (stream) => ({
      ...{ model: "sim", messages, max_tokens: 10, stream },
      stream_options: { include_usage: true },
    }),
    keyHeaders: [bearer],
    readStream: (events) => readChat(parsed(events), "delta"),
    readWhole: (json) => readChat([json], "message"),
    readError: errorMessage,
    readErrorEvent: errorMessageEvent,
    reasons: true,
    finishes: ["length", "stop"],
    countsTokens: true,
  },
  {
    id: "azure-openai",
    paths: [
      "/openai/deployments/sim/chat/completions?api-version=2024-10-21",
      "/openai/deployments/sim/chat/completions?api-version=2024-10-21",
    ],
    body: (stream) => ({
      ...{ messages, max_completion_tokens: 10, stream },
      stream_options: { include_usage: true },
    }),
    keyHeaders: [{ "api-key": "k1" }, bearer],
    readStream: (events) => readChat(parsed(events), "delta"),
    readWhole: (json) => readChat([json], "message"),
    readError: errorMessage,
    readErrorEvent: errorMessageEvent,
    reasons: true,
    finishes: ["length", "stop"],
    countsTokens: true,
  },
  {
    id: "openai-completions",
    paths: ["/v1/completions", "/v1/completions"],
    body: (stream) => ({
      ...{ model: "sim", prompt: "hi", max_tokens: 10, stream },
      stream_options: { include_usage: true },
    }),
    keyHeaders: [bearer],
    readStream: (events) => {
      const chunks = parsed(events);
      const choices = chunks.flatMap(({ choices }) => choices);
      return {
        text: join(choices.map(({ text }) => text)),
        reasoning: "",
        usage: openAiCounts(lastOf(chunks.map(({ usage }) => usage))),
        finish: lastOf(choices.map(({ finish_reason }) => finish_reason)),
      };
    },
    readWhole: ({ choices: [choice], usage }) => ({
      text: choice.text,
      reasoning: "",
      usage: openAiCounts(usage),
      finish: choice.finish_reason,
    }),
    readError: errorMessage,
    readErrorEvent: errorMessageEvent,
    reasons: false,
    finishes: ["length", "stop"],
    countsTokens: true,
  },
  {
    id: "openai-responses",
    paths: ["/v1/responses", "/v1/responses"],
    body: (stream) => ({
      ...{ model: "sim", instructions: "be brief", input: "hi" },
      ...{ max_output_tokens: 10, stream },
    }),
    keyHeaders: [bearer],
    readStream: (events) => {
      const all = parsed(events);
      const deltas = (type: string) =>
        join(all.filter((event) => event.type === type).map(({ delta }) => delta));
      const numbers = all.map(({ sequence_number }) => sequence_number);
      if (numbers.some((number, at) => number !== at)) return unknown(`numbers ${numbers}`);
      const last = readResponse(all.at(-1).response);
      const text = deltas("response.output_text.delta");
      const reasoning = deltas("response.reasoning_summary_text.delta");
      return last.text === text && last.reasoning === reasoning ? last : unknown(text);
    },
    readWhole: readResponse,
    readError: errorMessage,
    readErrorEvent: ({ data }) => JSON.parse(data).message,
    reasons: true,
    finishes: ["max_output_tokens", "completed"],
    countsTokens: true,
  },
  {
    id: "anthropic-messages",
    paths: ["/v1/messages", "/v1/messages"],
    headers: { "anthropic-version": "2023-06-01" },
    body: (stream) => ({
      ...{ model: "sim", system: "be brief", messages: [{ role: "user", content: "hi" }] },
      ...{ max_tokens: 10, stream },
    }),
    keyHeaders: [{ "x-api-key": "k1" }, bearer],
    readStream: (events) => {
      const all = parsed(events);
      if (events.some(({ name }, at) => name !== all[at].type)) return unknown("names differ");
      const deltas = all.filter(({ type }) => type === "content_block_delta");
      const [start] = all;
      const end = all.find(({ type }) => type === "message_delta");
      return {
        text: join(deltas.map(({ delta }) => delta.text)),
        reasoning: join(deltas.map(({ delta }) => delta.thinking)),
        usage: [start.message.usage.input_tokens, end.usage.output_tokens],
        finish: end.delta.stop_reason,
      };
    },
    readWhole: ({ content, usage, stop_reason }) => ({
      text: join(content.map(({ text }: Loose) => text)),
      reasoning: join(content.map(({ thinking }: Loose) => thinking)),
      usage: [usage.input_tokens, usage.output_tokens],
      finish: stop_reason,
    }),
    readError: errorMessage,
    readErrorEvent: errorMessageEvent,
    reasons: true,
    finishes: ["max_tokens", "end_turn"],
    countsTokens: true,
  },
  ...["/v1beta/models/sim", "/v1/projects/p/locations/europe-west4/publishers/google/models/sim"]
    .map((path): DialectExample => ({
      id: "google-gemini",
      paths: [`${path}:streamGenerateContent?alt=sse`, `${path}:generateContent`],
      body: () => ({
        contents: [{ role: "user", parts: [{ text: "hi" }] }],
        systemInstruction: { parts: [{ text: "be brief" }] },
        generationConfig: { maxOutputTokens: 10 },
      }),
      keyHeaders: [{ "x-goog-api-key": "k1" }, bearer],
      readStream: (events) => readGemini(parsed(events)),
      readWhole: (json) => readGemini([json]),
      readError: errorMessage,
      readErrorEvent: errorMessageEvent,
      reasons: true,
      finishes: ["MAX_TOKENS", "STOP"],
      countsTokens: true,
    })),
  {
    id: "cohere-chat-v2",
    paths: ["/v2/chat", "/v2/chat"],
    body: (stream) => ({ model: "sim", messages, max_tokens: 10, stream }),
    keyHeaders: [bearer],
    readStream: (events) => {
      const all = parsed(events);
      const deltas = all.filter(({ type }) => type === "content-delta")
        .map(({ delta }) => delta.message.content);
      const { usage, finish_reason } = all.at(-1).delta;
      return {
        text: join(deltas.map(({ text }) => text)),
        reasoning: join(deltas.map(({ thinking }) => thinking)),
        usage: [usage.tokens.input_tokens, usage.tokens.output_tokens],
        finish: finish_reason,
      };
    },
    readWhole: ({ message, usage, finish_reason }) => ({
      text: join(message.content.map(({ text }: Loose) => text)),
      reasoning: join(message.content.map(({ thinking }: Loose) => thinking)),
      usage: [usage.tokens.input_tokens, usage.tokens.output_tokens],
      finish: finish_reason,
    }),
    readError: ({ message }) => message,
    readErrorEvent: ({ data }) => JSON.parse(data).delta.error,
    reasons: true,
    finishes: ["MAX_TOKENS", "COMPLETE"],
    countsTokens: true,
  },
  {
    id: "aws-bedrock",
    paths: ["/model/sim/converse-stream", "/model/sim/converse"],
    body: () => ({
      system: [{ text: "be brief" }],
      messages: [{ role: "user", content: [{ text: "hi" }] }],
      inferenceConfig: { maxTokens: 10 },
    }),
    keyHeaders: [sigV4, bearer],
    readStream: (events) => {
      const of = (wanted: string) => parsed(events.filter(({ name }) => name === wanted));
      const deltas = of("contentBlockDelta").map(({ delta }) => delta);
      const [{ usage }] = of("metadata");
      return {
        text: join(deltas.map(({ text }) => text)),
        reasoning: join(deltas.map(({ reasoningContent }) => reasoningContent?.text)),
        usage: [usage.inputTokens, usage.outputTokens],
        finish: of("messageStop")[0].stopReason,
      };
    },
    readWhole: ({ output: { message: { content } }, usage, stopReason }) => ({
      text: join(content.map(({ text }: Loose) => text)),
      reasoning: join(
        content.map(({ reasoningContent }: Loose) => reasoningContent?.reasoningText.text),
      ),
      usage: [usage.inputTokens, usage.outputTokens],
      finish: stopReason,
    }),
    readError: ({ message }) => message,
    readErrorEvent: ({ data }) => JSON.parse(data).message,
    reasons: true,
    finishes: ["max_tokens", "end_turn"],
    countsTokens: true,
  },
  {
    id: "aws-sagemaker",
    paths: ["/endpoints/sim/invocations-response-stream", "/endpoints/sim/invocations"],
    body: (stream) => ({ inputs: "hi", parameters: { max_new_tokens: 10 }, stream }),
    keyHeaders: [sigV4],
    readStream: (events) => {
      const inside = sentEvents(events.map(({ data }) => data).join(""));
      return readTgi(parsed(inside));
    },
    readWhole: ([first]) => readTgiWhole(first),
    readError: ({ message }) => message,
    readErrorEvent: ({ data }) => JSON.parse(data).Message,
    reasons: false,
    finishes: ["length", "eos_token"],
    countsTokens: true,
  },
  {
    id: "huggingface-tgi",
    paths: ["/generate_stream", "/generate"],
    body: () => ({ inputs: "hi", parameters: { max_new_tokens: 10, details: true } }),
    keyHeaders: [bearer],
    readStream: (events) => readTgi(parsed(events)),
    readWhole: readTgiWhole,
    readError: ({ error }) => error,
    readErrorEvent: ({ data }) => JSON.parse(data).error,
    reasons: false,
    finishes: ["length", "eos_token"],
    countsTokens: true,
    oneModel: true,
  },
  {
    id: "ollama",
    paths: ["/api/chat", "/api/chat"],
    body: (stream) => ({
      ...{ model: "sim", messages, options: { num_predict: 10 } },
      ...(stream ? {} : { stream }),
    }),
    keyHeaders: [bearer],
    readStream: (events) => readOllama(parsed(events)),
    readWhole: (json) => readOllama([json]),
    readError: ({ error }) => error,
    readErrorEvent: ({ data }) => JSON.parse(data).error,
    reasons: true,
    finishes: ["length", "stop"],
    countsTokens: true,
  },
  {
    id: "llama-cpp",
    paths: ["/completion", "/completion"],
    body: (stream) => ({ prompt: "hi", n_predict: 10, stream }),
    keyHeaders: [bearer],
    readStream: (events) => readLlama(parsed(events)),
    readWhole: (json) => readLlama([json]),
    readError: errorMessage,
    readErrorEvent: errorMessageEvent,
    reasons: false,
    finishes: ["limit", "eos"],
    countsTokens: true,
    oneModel: true,
  },
  {
    id: "sglang",
    paths: ["/generate", "/generate"],
    body: (stream) => ({ text: "hi", sampling_params: { max_new_tokens: 10 }, stream }),
    keyHeaders: [bearer],
    readStream: (events) => {
      const all = parsed(events);
      const grows = all.every(({ text }, at) => at === 0 || text.startsWith(all[at - 1].text));
      return grows ? readSglang(all.at(-1)) : unknown("the text does not grow");
    },
    readWhole: readSglang,
    readError: errorMessage,
    readErrorEvent: errorMessageEvent,
    reasons: false,
    finishes: ["length", "stop"],
    countsTokens: true,
    oneModel: true,
  },
  {
    id: "tensorrt-llm",
    paths: ["/v2/models/sim/generate_stream", "/v2/models/sim/generate"],
    body: (stream) => ({ text_input: "hi", max_tokens: 10, stream }),
    keyHeaders: [bearer],
    readStream: (events) => unknown(join(parsed(events).map(({ text_output }) => text_output))),
    readWhole: ({ text_output }) => unknown(text_output),
    readError: ({ error }) => error,
    readErrorEvent: ({ data }) => JSON.parse(data).error,
    reasons: false,
    finishes: null,
    countsTokens: false,
  },
  {
    id: "cloudflare-workers-ai",
    paths: [
      "/client/v4/accounts/a1/ai/run/@cf/meta/sim",
      "/client/v4/accounts/a1/ai/run/@cf/meta/sim",
    ],
    body: (stream) => ({ messages, max_tokens: 10, stream }),
    keyHeaders: [bearer],
    readStream: (events) => {
      const all = parsed(events);
      return {
        ...unknown(join(all.map(({ response }) => response))),
        usage: openAiCounts(all.at(-1).usage),
      };
    },
    readWhole: ({ result }) => ({
      ...unknown(result.response),
      usage: openAiCounts(result.usage),
    }),
    readError: ({ errors: [error] }) => error.message,
    readErrorEvent: ({ data }) => JSON.parse(data).errors[0].message,
    reasons: false,
    finishes: null,
    countsTokens: true,
  },
  {
    id: "mistral",
    paths: ["/mistral/v1/chat/completions", "/mistral/v1/chat/completions"],
    body: (stream) => ({ model: "sim", messages, max_tokens: 10, stream }),
    keyHeaders: [bearer],
    readStream: (events) => readMistral(parsed(events), "delta"),
    readWhole: (json) => readMistral([json], "message"),
    readError: ({ message }) => message,
    readErrorEvent: ({ data }) => JSON.parse(data).message,
    reasons: true,
    finishes: ["length", "stop"],
    countsTokens: true,
  },
];
