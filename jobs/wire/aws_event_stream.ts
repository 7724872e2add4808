import type { CutEvent, EventStream } from "./event_stream.ts";

/** Lengths of the message and of its headers, and the checksum of both. */
const PRELUDE_BYTES = 12;
/** What a message has beside headers and payload: the prelude, and its own checksum. */
const FRAME_BYTES = 16;
/** What AWS allows: 128 KiB of headers, 24 MiB of payload. */
const MAX_HEADERS_BYTES = 128 * 1024;
const MAX_MESSAGE_BYTES = FRAME_BYTES + MAX_HEADERS_BYTES + 24 * 1024 * 1024;

/** Bytes of a header's value by its type; null: a 16-bit length stands before the value. */
const VALUE_BYTES: readonly (number | null)[] = [
  0, // true
  0, // false
  1, // byte
  2, // short
  4, // integer
  8, // long
  null, // bytes
  null, // string
  8, // timestamp
  16, // UUID
];
const STRING = 7;

/** What stands before the name of an event that is an error, whatever the service calls it. */
const EXCEPTION = "exception:";

/**
 * Cuts a body into the binary messages in which AWS streams
 * (`application/vnd.amazon.eventstream`). An event's name is its `:event-type`; for a message that
 * is an exception or an error it is `exception:` and the exception's type or the error's code, and
 * an error, which has no payload, is given one: `{"message": ...}`.
 *
 * A message with a wrong checksum or impossible lengths makes the body malformed from there on; a
 * last message that did not come whole is no event.
 *
 * Reference: https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function parseAwsEventStream(body: Uint8Array): EventStream {
  const events: CutEvent[] = [];
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  const stop = (problem: string | null): EventStream => ({
    events,
    firstEnd: events[0]?.end ?? null,
    malformed: problem === null ? null : `the message at byte ${at} ${problem}`,
  });
  while (body.length - at >= PRELUDE_BYTES) {
    const length = view.getUint32(at);
    const headersLength = view.getUint32(at + 4);
    if (crc32(body.subarray(at, at + 8)) !== view.getUint32(at + 8)) {
      return stop("has a wrong checksum of its lengths");
    }
    if (length > MAX_MESSAGE_BYTES || headersLength > MAX_HEADERS_BYTES) {
      return stop(`is too long: ${length} bytes, ${headersLength} of them headers`);
    }
    if (length < FRAME_BYTES + headersLength) {
      return stop(`has ${headersLength} bytes of headers in ${length} bytes`);
    }
    const end = at + length;
    if (end > body.length) break;
    if (crc32(body.subarray(at, end - 4)) !== view.getUint32(end - 4)) {
      return stop("has a wrong checksum");
    }
    const headersEnd = at + PRELUDE_BYTES + headersLength;
    const headers = readHeaders(body.subarray(at + PRELUDE_BYTES, headersEnd));
    if (headers === null) return stop("has headers that cannot be read");
    events.push({ ...eventOf(headers, body.subarray(headersEnd, end - 4)), end });
    at = end;
  }
  return stop(null);
}

function eventOf(headers: Map<string, string>, bytes: Uint8Array): Omit<CutEvent, "end"> {
  const event = { data: textOf(bytes), bytes };
  switch (headers.get(":message-type")) {
    case "exception":
      return { name: EXCEPTION + (headers.get(":exception-type") ?? ""), ...event };
    case "error": {
      const message = headers.get(":error-message") ?? "";
      return {
        name: EXCEPTION + (headers.get(":error-code") ?? ""),
        ...event,
        ...(bytes.length === 0 ? { data: JSON.stringify({ message }) } : {}),
      };
    }
    default:
      return { name: headers.get(":event-type") ?? null, ...event };
  }
}

/** The headers whose values are strings, others are passed over; null when they make no sense. */
function readHeaders(bytes: Uint8Array): Map<string, string> | null {
  const headers = new Map<string, string>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes[at]!;
    const type = bytes[nameEnd];
    if (type === undefined) return null;
    let valueAt = nameEnd + 1;
    let length = VALUE_BYTES[type];
    if (length === undefined) return null;
    if (length === null) {
      if (valueAt + 2 > bytes.length) return null;
      length = view.getUint16(valueAt);
      valueAt += 2;
    }
    const valueEnd = valueAt + length;
    if (valueEnd > bytes.length) return null;
    if (type === STRING) {
      headers.set(
        textOf(bytes.subarray(at + 1, nameEnd)),
        textOf(bytes.subarray(valueAt, valueEnd)),
      );
    }
    at = valueEnd;
  }
  return headers;
}

/** A character may be split between messages, so what is not UTF-8 is no error here. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** One remainder a byte (polynomial 0xEDB88320, the CRC-32 of gzip and Ethernet). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ REMAINDERS[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}
