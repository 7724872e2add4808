import { errorBody } from "./http_response.ts";

/** What a chat completion request asks for, checked. */
export interface ChatCall {
  model: string;
  stream: boolean;
  includeUsage: boolean;
  /** Null when the request sets no bound. */
  maxTokens: number | null;
  /** All message texts in order; each is counted by itself. */
  texts: string[];
  /** Text of the last user message; empty when there is none. */
  lastUserText: string;
}

/** A refusal, as an HTTP status and an OpenAI error object. */
export interface ChatRefusal {
  status: number;
  body: unknown;
}

/** More output than this is refused, as a real model's context limit would. */
export const MAX_OUTPUT_TOKENS = 32_768;

const utf8 = new TextDecoder("utf-8", { fatal: true });

function badRequest(message: string): ChatRefusal {
  return { status: 400, body: errorBody(message, "invalid_request_error", null) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a message: a string, or the text parts of a list of parts; null when neither. */
function messageText(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  let text = "";
  for (const part of content) {
    if (!isObject(part) || typeof part["text"] !== "string") return null;
    text += part["text"];
  }
  return text;
}

/**
 * Reads the body of a chat completion request.
 *
 * @param models the model names that exist
 * @returns the call, or the refusal a real API would give
 */
export function readChatCall(body: Uint8Array, models: readonly string[]): ChatCall | ChatRefusal {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(body));
  } catch (cause) {
    return badRequest(`the body is not valid JSON: ${(cause as Error).message}`);
  }
  if (!isObject(json)) return badRequest("the body is not a JSON object");
  const model = json["model"];
  if (typeof model !== "string") return badRequest("'model' is missing or not a string");
  if (!models.includes(model)) {
    const message = `The model \`${model.slice(0, 100)}\` does not exist`;
    return {
      status: 404,
      body: errorBody(message, "invalid_request_error", "model_not_found"),
    };
  }
  const messages = json["messages"];
  if (!Array.isArray(messages) || messages.length === 0) {
    return badRequest("'messages' is missing or an empty list");
  }
  const texts: string[] = [];
  let lastUserText = "";
  for (const [index, message] of messages.entries()) {
    const text = isObject(message) ? messageText(message["content"]) : null;
    if (text === null) return badRequest(`'messages[${index}].content' is not text`);
    texts.push(text);
    if (message.role === "user") lastUserText = text;
  }
  const maxTokens = json["max_completion_tokens"] ?? json["max_tokens"] ?? null;
  if (maxTokens !== null && !isTokenCount(maxTokens)) {
    return badRequest(`'max_tokens' must be a whole number from 1 to ${MAX_OUTPUT_TOKENS}`);
  }
  const stream = json["stream"] ?? false;
  if (typeof stream !== "boolean") return badRequest("'stream' is not true or false");
  const options = json["stream_options"];
  const includeUsage = isObject(options) && options["include_usage"] === true;
  return { model, stream, includeUsage, maxTokens, texts, lastUserText };
}

function isTokenCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 &&
    (value as number) <= MAX_OUTPUT_TOKENS;
}
