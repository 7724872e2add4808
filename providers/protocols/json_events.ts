import type { EventContent, EventReader } from "./protocol.ts";
import { readError } from "./read_error.ts";
import { excerpt, parseJsonObject, type UnknownRecord } from "./untrusted_json.ts";

/**
 * Makes an event reader of a function that reads one event's JSON object. What APIs have in common
 * is done here: the end mark `[DONE]`, errors in the usual shapes, gateways that mark an error by
 * the event's name alone, and those that send events without data to keep a connection open.
 */
export function jsonEvents(read: (data: UnknownRecord) => EventContent): EventReader {
  return (event) => {
    const text = event.data.trim();
    if (text === "[DONE]") return { end: true };
    if (text === "" && event.name !== "error") return {};
    const data = parseJsonObject(event.data, "event data");
    const content = withError(read(data), data);
    if (event.name === "error") content.error ??= excerpt(event.data);
    return content;
  };
}

/**
 * Reads a whole answer's JSON object.
 * @param answerField the field every answer has
 * @throws {SyntaxError} when the body is not a JSON object, or neither an answer nor an error
 */
export function jsonBody(
  body: string,
  answerField: string,
  read: (data: UnknownRecord) => EventContent,
): EventContent {
  const data = parseJsonObject(body, "response body");
  const content = withError(read(data), data);
  if (content.error === undefined && (data[answerField] ?? null) === null) {
    throw new SyntaxError(`response body has no "${answerField}": ${excerpt(body)}`);
  }
  return content;
}

/** The content, with the error in it that the answer carries in one of the usual shapes. */
export function withError(content: EventContent, data: UnknownRecord): EventContent {
  const error = content.error ?? readError(data);
  return error === null ? content : { ...content, error };
}

/** Content without the parts that are empty: no event carries an empty text. */
export function contentOf(
  parts: {
    text?: unknown;
    reasoning?: unknown;
    usage?: EventContent["usage"] | null;
    finishReason?: unknown;
    error?: string | null;
    end?: boolean;
  },
): EventContent {
  const content: EventContent = {};
  const { text, reasoning, usage, finishReason, error, end } = parts;
  if (typeof text === "string" && text !== "") content.text = text;
  if (typeof reasoning === "string" && reasoning !== "") content.reasoning = reasoning;
  if (usage !== undefined && usage !== null) content.usage = usage;
  if (typeof finishReason === "string" && finishReason !== "") {
    content.finishReason = excerpt(finishReason);
  }
  if (error !== undefined && error !== null) content.error = error;
  if (end === true) content.end = true;
  return content;
}
