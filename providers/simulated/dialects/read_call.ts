import type { Call, JsonObject } from "./dialect.ts";

/** The request is refused as a real API would refuse it. */
export class CallRefused extends Error {
  constructor(readonly status: number, message: string, readonly code: string | null = null) {
    super(message);
    this.name = "CallRefused";
  }
}

/** More output than this is refused, as a real model's context limit would. */
export const MAX_OUTPUT_TOKENS = 32_768;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a body that must be a JSON object. */
export function readJsonObject(body: Uint8Array): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(body));
  } catch (cause) {
    throw new CallRefused(400, `the body is not valid JSON: ${(cause as Error).message}`);
  }
  if (!isObject(json)) throw new CallRefused(400, "the body is not a JSON object");
  return json;
}

/** Whether the body is a JSON object with that field; for paths that two APIs share. */
export function hasField(body: Uint8Array, field: string): boolean {
  try {
    return Object.hasOwn(readJsonObject(body), field);
  } catch (error) {
    if (error instanceof CallRefused) return false;
    throw error;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/**
 * The model asked for, which must exist.
 * @param given from the body or the path; `owner/name` also finds `name`
 */
export function readModel(given: unknown, models: readonly string[]): string {
  if (typeof given !== "string") throw new CallRefused(400, "'model' is missing or not a string");
  if (!models.includes(given) && !models.includes(given.slice(given.lastIndexOf("/") + 1))) {
    const message = `The model \`${given.slice(0, 100)}\` does not exist`;
    throw new CallRefused(404, message, "model_not_found");
  }
  return given;
}

/** A bound on the output; null when absent. */
export function readMaxTokens(value: unknown, field: string): number | null {
  if (value === undefined || value === null) return null;
  const isCount = Number.isInteger(value) && (value as number) >= 1 &&
    (value as number) <= MAX_OUTPUT_TOKENS;
  if (!isCount) {
    throw new CallRefused(400, `'${field}' must be a whole number from 1 to ${MAX_OUTPUT_TOKENS}`);
  }
  return value as number;
}

/** A switch that may be absent. */
export function readSwitch(value: unknown, field: string, absent: boolean): boolean {
  if (value === undefined || value === null) return absent;
  if (typeof value !== "boolean") {
    throw new CallRefused(400, `'${field}' is not true or false`);
  }
  return value;
}

/** A text that must be there. */
export function readText(value: unknown, field: string): string {
  if (typeof value !== "string") {
    throw new CallRefused(400, `'${field}' is missing or not a string`);
  }
  return value;
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

/** The texts of a conversation. */
export type Texts = Pick<Call, "texts" | "lastUserText">;

/**
 * Reads a list of messages.
 *
 * @param field what the API calls the list
 * @param content what it calls the content of one
 */
export function readMessages(messages: unknown, field: string, content: string): Texts {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new CallRefused(400, `'${field}' is missing or an empty list`);
  }
  const texts: string[] = [];
  let lastUserText = "";
  for (const [index, message] of messages.entries()) {
    const text = isObject(message) ? messageText(message[content]) : null;
    if (text === null) {
      throw new CallRefused(400, `'${field}[${index}].${content}' is not text`);
    }
    texts.push(text);
    // Where a role is left out, the message is the user's.
    if ((message.role ?? "user") === "user") lastUserText = text;
  }
  return { texts, lastUserText };
}

/** Puts system texts before a conversation; they are a string or a list of parts, or absent. */
export function withSystem(system: unknown, field: string, conversation: Texts): Texts {
  if (system === undefined || system === null) return conversation;
  const text = messageText(system);
  if (text === null) throw new CallRefused(400, `'${field}' is not text`);
  return { ...conversation, texts: [text, ...conversation.texts] };
}

/** A prompt that is one text. */
export function onePrompt(text: string): Texts {
  return { texts: [text], lastUserText: text };
}
