import type { Protocol } from "../../providers/protocols/protocol.ts";
import { cutEvents, type DecodedResponse, type Recording, retryAfterS } from "../wire/mod.ts";
import type { Failure, FailureKind } from "./failure.ts";
import { providerMessage } from "./provider_message.ts";
import type { Answer } from "./read_answer.ts";
import { streamFraming } from "./stream_framing.ts";

const MAX_EXCERPT_CHARS = 500;
/** So much of a body is read for an excerpt: more than any excerpt and any key. */
const READ_BYTES = 8 * 1024;
const MAX_MESSAGE_CHARS = 300;

/** What classification needs beside the answer. */
export interface ClassifyContext {
  protocol: Protocol;
  redact: (text: string) => string;
  clockOriginUnixMs: number;
}

/**
 * Why a request counts as failed, or null when it succeeded. The order matters: the status
 * comes first, then an error the provider put into the stream, then what the transport met (unless
 * the protocol's own end mark had already arrived); and an answer without text is never a success.
 */
export function classifyAnswer(
  recording: Recording,
  response: DecodedResponse,
  answer: Answer,
  context: ClassifyContext,
): Failure | null {
  const status = response.head?.statusCode ?? null;
  const fail = (kind: FailureKind, message: string): Failure => ({
    kind,
    phase: recording.failure?.phase ?? "body",
    httpStatus: status,
    retryAfterS: response.head === null
      ? null
      : retryAfterS(response.head.headers, context.clockOriginUnixMs + recording.endMs),
    message: shorten(inOneLine(context.redact(message)), MAX_MESSAGE_CHARS),
    bodyExcerpt: excerpt(response, context),
  });

  if (status !== null && (status < 200 || status > 299)) {
    return fail(kindOfStatus(status), statusMessage(status, response));
  }
  if (answer.error !== null) {
    return fail("stream_error", `error inside the answer: ${answer.error}`);
  }
  if (recording.failure !== null && !answer.ended) {
    return fail(recording.failure.kind, recording.failure.message);
  }
  if (answer.malformed !== null) return fail("malformed", answer.malformed);
  if (answer.pieces.length === 0) return fail("empty", emptyMessage(answer, response));
  if (!answer.ended && context.protocol.hasEndMark && answer.finishReason === null) {
    return fail("truncated", "the stream ended without its end mark");
  }
  return null;
}

function kindOfStatus(status: number): FailureKind {
  if (status === 429) return "rate_limited";
  if (status >= 500) return "http_5xx";
  if (status >= 400) return "http_4xx";
  // Redirects are not followed: the key belongs to this host alone.
  return "malformed";
}

function statusMessage(status: number, { head, body }: DecodedResponse): string {
  if (status >= 300 && status < 400) {
    const location = head?.headers.get("location");
    return `HTTP ${status}: redirects are not followed` +
      (location === undefined ? "" : ` (to ${location})`);
  }
  const said = isCompressed(head) ? null : providerMessage(body);
  return said === null ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
}

/** What an answer without text says for itself. */
function emptyMessage(answer: Answer, response: DecodedResponse): string {
  if (response.body.length === 0) return "the answer has no body";
  return answer.finishReason === null
    ? "the answer carried no text"
    : `the answer carried no text, and ended with "${answer.finishReason}"`;
}

function excerpt(response: DecodedResponse, context: ClassifyContext): string | null {
  const { head, body } = response;
  if (body.length === 0) return null;
  if (isCompressed(head)) return `(${body.length} compressed bytes)`;
  // Redacted before it is cut.
  return shorten(context.redact(beginning(response, context.protocol)), MAX_EXCERPT_CHARS);
}

/**
 * What a body begins with, as text. Of binary messages the payloads, one after the other: nobody can
 * read what stands between them, and it would part a secret that goes on in the next.
 */
function beginning({ head, body }: DecodedResponse, { framing }: Protocol): string {
  const start = body.subarray(0, READ_BYTES);
  const contentType = head?.headers.get("content-type") ?? "";
  const isBinary = framing === "aws-event-stream" &&
    streamFraming(framing, body, contentType) === framing;
  if (!isBinary) return decode(start);
  const { events } = cutEvents("aws-event-stream", start);
  return events.map(({ data }) => data).join("") + decode(start.subarray(events.at(-1)?.end ?? 0));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function isCompressed(head: DecodedResponse["head"]): boolean {
  const encoding = head?.headers.get("content-encoding") ?? "identity";
  return encoding.toLowerCase() !== "identity";
}

/** A provider's words are printed on terminals, where a control character would be obeyed. */
function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

/** Shortened, and without the NUL that Postgres cannot store. */
function shorten(text: string, maxChars: number): string {
  const clean = text.replaceAll("\0", "\ufffd").toWellFormed();
  if (clean.length <= maxChars) return clean;
  const cut = clean.slice(0, maxChars - 1).toWellFormed() + "…";
  // By way of bytes, for a slice would keep the whole text in memory as long as the sample lives.
  return new TextDecoder().decode(new TextEncoder().encode(cut));
}
