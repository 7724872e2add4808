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

/**
 * One message of the AWS event stream: total length, headers' length, checksum of these two; the
 * headers; the payload; checksum of all before it. Numbers are big-endian, checksums are CRC-32.
 *
 * @param headers string headers, ASCII
 * @param payload one character a byte
 */
export function awsMessage(headers: Readonly<Record<string, string>>, payload: string): string {
  const head = awsHeaders(headers);
  const lengths = uint32(PRELUDE_BYTES + head.length + payload.length + 4) + uint32(head.length);
  const message = lengths + uint32(crc32(lengths)) + head + payload;
  return message + uint32(crc32(message));
}

const STRING_HEADER = "\x07";
/** Two lengths and a checksum before the headers. */
const PRELUDE_BYTES = 12;

/** Each header is its name's length, its name, its type, its value's length in two bytes, its value. */
function awsHeaders(headers: Readonly<Record<string, string>>): string {
  let head = "";
  for (const [name, value] of Object.entries(headers)) {
    head += String.fromCharCode(name.length) + name + STRING_HEADER +
      uint32(value.length).slice(2) + value;
  }
  return head;
}

function uint32(value: number): string {
  return String.fromCharCode(value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255);
}

/** What each byte does to the checksum, for the reflected polynomial of IEEE 802.3. */
const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of a byte string: a hundred messages must not take the time of an event. */
function crc32(bytes: string): number {
  let crc = -1;
  for (let at = 0; at < bytes.length; at++) {
    crc = CRC_OF_BYTE[(crc ^ bytes.charCodeAt(at)) & 255]! ^ crc >>> 8;
  }
  return ~crc >>> 0;
}
