import type { Framing } from "../../providers/protocols/protocol.ts";

/** Bytes that are enough to tell a stream's first line by. */
const START_BYTES = 32;
/** Content types of JSON lines; plain `application/json` says nothing, for it is what servers fall back on. */
const JSON_LINES = /^application\/(x-)?(ndjson|jsonl|json-?lines|stream\+json)\b/i;

/**
 * How a body is cut into events, or `whole` when it is an answer in one piece. Servers mislabel
 * streams, and gateways answer in their own format whatever was asked for, so what the body begins
 * with says more than its content type, and that more than what the protocol streams in.
 *
 * @param expected what the protocol streams in
 * @param contentType as the answer's head has it; "" when absent
 */
export function streamFraming(
  expected: Framing,
  body: Uint8Array,
  contentType: string,
): Framing | "whole" {
  // A binary message begins with its length, 24 MiB at most: no text begins with such a byte.
  if (expected === "aws-event-stream" && body[0]! <= 1) return expected;
  const start = firstLine(body);
  // Nothing but line breaks, which some servers send to keep a connection alive.
  if (start === "") return expected;
  if (/^(data|event|id|retry)?:/.test(start)) return "event-stream";
  if (/^[{[]/.test(start)) {
    // What AWS wraps into binary messages streams lines when it is asked without AWS between.
    return expected !== "event-stream" && (JSON_LINES.test(contentType) || !isOneJsonValue(body))
      ? "json-lines"
      : "whole";
  }
  return /^text\/event-stream\b/i.test(contentType) ? "event-stream" : "whole";
}

/** The beginning of the first line that is not blank; "" when there is none. */
function firstLine(body: Uint8Array): string {
  const bom = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  const from = body.findIndex((byte, at) => at >= bom && byte > 32);
  return from === -1 ? "" : new TextDecoder().decode(body.subarray(from, from + START_BYTES));
}

function isOneJsonValue(body: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(body));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
