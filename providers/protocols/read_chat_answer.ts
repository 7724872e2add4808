import { contentOf, jsonBody, jsonEvents } from "./json_events.ts";
import type { EventContent, EventReader } from "./protocol.ts";
import { readChatUsage } from "./read_chat_usage.ts";
import { describeError, readError } from "./read_error.ts";
import { isRecord, type UnknownRecord } from "./untrusted_json.ts";

/** Makes a reader of chat completion chunks. */
export function createChatReader(): EventReader {
  return jsonEvents((chunk) => readChatAnswer(chunk, "delta"));
}

/** @throws {SyntaxError} when the body is neither a chat completion nor an error */
export function readChatBody(body: string): EventContent {
  return jsonBody(body, "choices", (answer) => readChatAnswer(answer, "message"));
}

/** Reads a stream chunk (`part` is `delta`) or a whole answer (`part` is `message`). */
export function readChatAnswer(answer: UnknownRecord, part: "delta" | "message"): EventContent {
  const choices: unknown = answer.choices;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const choice = isRecord(first) ? first : {};
  const message = isRecord(choice[part]) ? choice[part] : {};
  return contentOf({
    text: textOf(message.content) + textOf(message.refusal),
    // The same reasoning may come under several names at once; the first that is not empty counts.
    reasoning: textOf(message.reasoning_content) || textOf(message.reasoning) ||
      textOf(message.reasoning_details) || thinkingOf(message.content),
    usage: readChatUsage(answer),
    finishReason: choice.finish_reason,
    error: errorOf(answer, choice),
  });
}

/** OpenRouter may put an error into the choice, Groq under `x_groq`, Mistral into the finish reason. */
function errorOf(answer: UnknownRecord, choice: UnknownRecord): string | null {
  const error = readError(answer);
  if (error !== null) return error;
  if (isRecord(choice.error)) return describeError(choice.error);
  if (isRecord(answer.x_groq)) {
    const groq = readError({ error: answer.x_groq.error });
    if (groq !== null) return groq;
  }
  return choice.finish_reason === "error" ? 'the answer ended with finish reason "error"' : null;
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

/** Text of the `thinking` parts within a list of content parts, as Mistral sends them. */
function thinkingOf(content: unknown): string {
  if (!Array.isArray(content)) return "";
  return content.map((part) =>
    isRecord(part) && part.type === "thinking" ? textOf(part.thinking) : ""
  ).join("");
}
