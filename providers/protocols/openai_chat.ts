import { chatCompletionsUrl } from "./chat_completions_url.ts";
import { bearer } from "./authorization.ts";
import type {
  Credential,
  EventContent,
  GenerationRequest,
  HttpRequest,
  Json,
  Protocol,
  StreamEvent,
} from "./protocol.ts";
import { readChatError } from "./read_chat_error.ts";
import { readChatUsage } from "./read_chat_usage.ts";
import { excerpt, isRecord, parseJsonObject, type UnknownRecord } from "./untrusted_json.ts";

/** Body fields a workload owns: a sampling parameter that changed them would change what is measured. */
const OWNED_FIELDS = ["model", "messages", "stream", "n"];

/**
 * OpenAI's chat completions, the format nearly every provider and engine speaks.
 *
 * Reference: https://platform.openai.com/docs/api-reference/chat, and for the fields other engines
 * add (`reasoning_content`, `reasoning`, `reasoning_details`) the documentation of vLLM, DeepSeek
 * and OpenRouter.
 */
export const openaiChat: Protocol = {
  id: "openai-chat",
  aliases: ["openai"],
  description: "OpenAI chat completions: OpenAI, vLLM, llama.cpp, Together, Groq and most others",
  credential: "key",
  framing: "event-stream",
  cannotStream: null,
  hasEndMark: true,
  buildRequest,
  createReader: () => readEvent,
  readBody(body) {
    const answer = parseJsonObject(body, "response body");
    const content = readAnswer(answer, "message");
    if (content.error === undefined && !Array.isArray(answer.choices)) {
      throw new SyntaxError(`response body has no "choices": ${excerpt(body)}`);
    }
    return content;
  },
};

function readEvent(event: StreamEvent): EventContent {
  if (event.data.trim() === "[DONE]") return { end: true };
  const chunk = parseJsonObject(event.data, "event data");
  const content = readAnswer(chunk, "delta");
  // Some gateways mark an error by the event's name alone.
  if (event.name === "error" && content.error === undefined) content.error = excerpt(event.data);
  return content;
}

/**
 * @throws {TypeError} when a sampling parameter would replace a field the workload owns, or the key
 *   cannot stand in a header. The message never contains the key.
 */
function buildRequest(
  baseUrl: URL,
  request: GenerationRequest,
  credential: Credential,
): HttpRequest {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    accept: request.stream ? "text/event-stream" : "application/json",
    ...bearer(credential),
  };
  return {
    method: "POST",
    url: chatCompletionsUrl(baseUrl),
    headers,
    body: JSON.stringify(buildBody(baseUrl, request)),
  };
}

function buildBody(baseUrl: URL, request: GenerationRequest): Record<string, Json> {
  const { samplingParams } = request;
  for (const field of OWNED_FIELDS) {
    if (Object.hasOwn(samplingParams, field)) {
      throw new TypeError(`sampling parameters must not set "${field}": the workload sets it`);
    }
  }
  const fields = new Map<string, Json>();
  fields.set("model", request.model);
  fields.set("messages", request.messages.map(({ role, content }) => ({ role, content })));
  fields.set("stream", request.stream);
  if (request.stream) fields.set("stream_options", { include_usage: true });
  // A limit given by hand replaces ours under either name: OpenAI refuses a body with both.
  const limitGiven = Object.hasOwn(samplingParams, "max_tokens") ||
    Object.hasOwn(samplingParams, "max_completion_tokens");
  if (request.maxTokens !== null && !limitGiven) {
    fields.set(limitFieldFor(baseUrl), request.maxTokens);
  }
  // Null takes a field out, for servers that refuse one of ours: {"stream_options": null}.
  for (const [name, value] of Object.entries(samplingParams)) {
    if (value === null) fields.delete(name);
    else fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/**
 * OpenAI's own reasoning models refuse `max_tokens` ("Use 'max_completion_tokens' instead") and all
 * its chat models take the new name; many other servers know the old one only.
 */
function limitFieldFor(baseUrl: URL): "max_tokens" | "max_completion_tokens" {
  const host = baseUrl.hostname;
  const isOpenai = host === "api.openai.com" || host.endsWith(".api.openai.com") ||
    host.endsWith(".openai.azure.com");
  return isOpenai ? "max_completion_tokens" : "max_tokens";
}

/** Reads a stream chunk (`part` is `delta`) or a whole answer (`part` is `message`). */
function readAnswer(answer: UnknownRecord, part: "delta" | "message"): EventContent {
  const content: EventContent = {};
  const error = readChatError(answer);
  if (error !== null) content.error = error;
  const usage = readChatUsage(answer);
  if (usage !== null) content.usage = usage;

  const choices: unknown = answer.choices;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isRecord(choice)) return content;
  const { finish_reason: finishReason, [part]: message } = choice;
  if (typeof finishReason === "string" && finishReason !== "") {
    content.finishReason = excerpt(finishReason);
  }
  if (!isRecord(message)) return content;
  const text = textOf(message.content) + textOf(message.refusal);
  if (text !== "") content.text = text;
  // The same reasoning may come under several names at once; the first that is not empty counts.
  const reasoning = textOf(message.reasoning_content) || textOf(message.reasoning) ||
    textOf(message.reasoning_details);
  if (reasoning !== "") content.reasoning = reasoning;
  return content;
}

/** Text of a string, or of a list of `{text}` or `{summary}` parts; "" when there is none. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  let text = "";
  for (const part of value) {
    if (!isRecord(part)) continue;
    if (typeof part.text === "string") text += part.text;
    else if (typeof part.summary === "string") text += part.summary;
  }
  return text;
}
