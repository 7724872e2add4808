import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";

/** How an API cuts a body into events. */
export interface EventFraming {
  contentType: string;
  /** What a line may end in beside LF; none where there are no lines. */
  otherLineEnds: readonly ("\r" | "\r\n")[];
  /**
   * One event.
   * @param payload its content, one character a byte
   * @param name its `event:` field or `:event-type` header; null where the API sends none
   */
  event(payload: string, name: string | null): string;
  /** Something that keeps a connection alive and is no event; null where there is no such thing. */
  comment: string | null;
}

/** Server-sent events (WHATWG HTML, 9.2). */
export const SERVER_SENT_EVENTS: EventFraming = {
  contentType: "text/event-stream; charset=utf-8",
  otherLineEnds: ["\r", "\r\n"],
  event: (payload, name) => `${name === null ? "" : `event: ${name}\n`}data: ${payload}\n\n`,
  comment: ": keep-alive\n\n",
};

/** One JSON value a line. */
export const JSON_LINES: EventFraming = {
  contentType: "application/x-ndjson",
  otherLineEnds: ["\r\n"],
  event: (payload) => `${payload}\n`,
  comment: null,
};

/** Messages of the AWS event stream: lengths, headers and two checksums around the payload. */
export const AWS_EVENT_STREAM: EventFraming = {
  contentType: "application/vnd.amazon.eventstream",
  otherLineEnds: [],
  event: (payload, name) =>
    awsMessage({
      ":event-type": name ?? "chunk",
      ":content-type": "application/json",
      ":message-type": "event",
    }, payload),
  comment: null,
};

const STRING_HEADER = 7;
/** Two lengths and a checksum before the headers, a checksum after the payload. */
const PRELUDE_BYTES = 12;

/**
 * One message of the AWS event stream: total length, headers' length, checksum of these two; the
 * headers (name length, name, type, value length, value); the payload; checksum of all before it.
 * Numbers are big-endian, checksums are CRC-32.
 *
 * @param headers string headers, ASCII
 * @param payload one character a byte
 */
export function awsMessage(headers: Readonly<Record<string, string>>, payload: string): string {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(value.length);
      return Buffer.concat([
        Buffer.of(name.length),
        Buffer.from(name, "latin1"),
        Buffer.of(STRING_HEADER),
        length,
        Buffer.from(value, "latin1"),
      ]);
    }),
  );
  const message = Buffer.alloc(PRELUDE_BYTES + head.length + payload.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, PRELUDE_BYTES);
  message.write(payload, PRELUDE_BYTES + head.length, "latin1");
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message.toString("latin1");
}
