import type { CutEvent, EventStream } from "./event_stream.ts";

const CR = 13;
const LF = 10;

/**
 * Cuts a body into server-sent events (WHATWG HTML, "Interpreting an event stream") and keeps each
 * event's byte offset, which is what its arrival time is looked up by. Line ends may be LF, CR or
 * CRLF, mixed; a leading byte order mark is dropped; an event without its blank line is not one.
 */
export function parseEventStream(body: Uint8Array): EventStream {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const events: CutEvent[] = [];
  let firstEnd: number | null = null;
  let name: string | null = null;
  let data: string[] = [];
  let blockStart = 0;
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (at < body.length) {
    const lineEnd = endOfLine(body, at);
    if (lineEnd === -1) break;
    const next = body[lineEnd] === CR && body[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1;
    if (lineEnd === at) {
      if (data.length > 0) events.push({ name, data: data.join("\n"), end: next });
      name = null;
      data = [];
      if (firstEnd === null && blockStart < at) firstEnd = next;
      blockStart = next;
    } else {
      const line = decodeLine(decoder, body.subarray(at, lineEnd));
      if (line === null) {
        return { events, firstEnd, malformed: `the event at byte ${blockStart} is not UTF-8` };
      }
      const colon = line.indexOf(":");
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
      if (field === "data") data.push(value);
      else if (field === "event") name = value === "" ? null : value;
    }
    at = next;
  }
  return { events, firstEnd, malformed: null };
}

function decodeLine(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function endOfLine(body: Uint8Array, from: number): number {
  for (let at = from; at < body.length; at++) {
    const byte = body[at];
    if (byte === LF || byte === CR) return at;
  }
  return -1;
}
