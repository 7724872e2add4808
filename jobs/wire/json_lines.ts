import type { CutEvent, EventStream } from "./event_stream.ts";

const LF = 10;

/**
 * Cuts a body into its lines, each of which is an event; what a line says is the protocol's to read.
 * Lines end with LF or CRLF; blank ones, which some servers send to keep the connection alive, and a
 * leading byte order mark are passed over.
 *
 * The last line counts without its line break if it is JSON, for a line break separates lines and
 * need not end them, and a JSON object cannot be cut into a shorter one. If it is not JSON it was
 * cut off, and an event that is not whole is none.
 */
export function parseJsonLines(body: Uint8Array): EventStream {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const events: CutEvent[] = [];
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (at < body.length) {
    const lineFeed = body.indexOf(LF, at);
    const whole = lineFeed !== -1;
    const next = whole ? lineFeed + 1 : body.length;
    const lineEnd = whole ? lineFeed : body.length;
    const line = decode(decoder, body.subarray(at, lineEnd));
    if (line === null && whole) {
      return {
        events,
        firstEnd: events[0]?.end ?? null,
        malformed: `the line at byte ${at} is not UTF-8`,
      };
    }
    if (line !== null && line.trim() !== "" && (whole || isJson(line))) {
      events.push({ name: null, data: line.trim(), end: next });
    }
    at = next;
  }
  return { events, firstEnd: events[0]?.end ?? null, malformed: null };
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
