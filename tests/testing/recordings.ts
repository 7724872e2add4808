import type { RequestContext } from "../../jobs/samples/build_sample.ts";
import type { Recording } from "../../jobs/wire/mod.ts";
import { tokenizer } from "../../jobs/workloads/mod.ts";
import { openaiChat } from "../../providers/protocols/openai_chat.ts";

const encoder = new TextEncoder();

/** When the request of {@link makeRecording} was sent, ms. */
export const SENT_MS = 1000;
/** Time between two reads of it, ms. */
export const READ_EVERY_MS = 10;

/**
 * A recording of these bytes. They came in reads that end at the given offsets, or whole, the first
 * {@link READ_EVERY_MS} after {@link SENT_MS} and then at the same distance.
 */
export function makeRecording(
  answer: string | Uint8Array,
  changes: Partial<Recording> = {},
  readEnds?: readonly number[],
): Recording {
  const bytes = new Uint8Array(typeof answer === "string" ? encoder.encode(answer) : answer);
  const ends = readEnds ?? (bytes.length === 0 ? [] : [bytes.length]);
  return {
    index: 3,
    phase: "measured",
    scheduledMs: SENT_MS,
    sentMs: SENT_MS,
    connectStartMs: null,
    connectedMs: null,
    endMs: SENT_MS + (ends.length + 1) * READ_EVERY_MS,
    retries: 0,
    bytes,
    readStampsMs: Float64Array.from(ends, (_, read) => SENT_MS + (read + 1) * READ_EVERY_MS),
    userReadStampsMs: null,
    readEnds: Uint32Array.from(ends),
    failure: null,
    ...changes,
  };
}

/** A recording in which each of these parts came in a read of its own. */
export function recordingOfParts(
  parts: readonly string[],
  changes: Partial<Recording> = {},
): Recording {
  let end = 0;
  const ends = parts.map((part) => end += encoder.encode(part).length);
  return makeRecording(parts.join(""), changes, ends);
}

/** What the samples of these tests are built with. */
export function makeContext(changes: Partial<RequestContext> = {}): RequestContext {
  return {
    protocol: openaiChat,
    tokenizer,
    requestedInputTokens: 550,
    requestedOutputTokens: 150,
    ownInputTokens: 550,
    redact: (text) => text,
    clockOriginUnixMs: Date.parse("2026-11-16T08:00:00Z"),
    ...changes,
  };
}

/** The head of an event stream that ends when the connection does. */
export const STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

/** One event of an OpenAI stream. */
export function chunk(delta: unknown, rest: Record<string, unknown> = {}): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, ...rest }] })}\n\n`;
}

export const DONE = "data: [DONE]\n\n";
