import { EventStreamCodec } from "@smithy/eventstream-codec";
import type { Framing, StreamEvent } from "../../providers/protocols/mod.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const codec = new EventStreamCodec((bytes) => new TextDecoder().decode(bytes as Uint8Array), utf8);

/** The content type under which each framing is sent. */
export const CONTENT_TYPES: Readonly<Record<Framing, string>> = {
  "event-stream": "text/event-stream",
  "json-lines": "application/x-ndjson",
  "aws-event-stream": "application/vnd.amazon.eventstream",
};

/** The bytes of each event, as a server of this framing sends them. */
export function encodeEvents(framing: Framing, events: readonly StreamEvent[]): Uint8Array[] {
  return events.map((event) => {
    switch (framing) {
      case "event-stream":
        return utf8(
          (event.name === null ? "" : `event: ${event.name}\n`) +
            event.data.split("\n").map((line) => `data: ${line}\n`).join("") + "\n",
        );
      case "json-lines":
        return utf8(`${event.data}\n`);
      case "aws-event-stream":
        return binaryMessage(event);
    }
  });
}

function binaryMessage({ name, data, bytes }: StreamEvent): Uint8Array {
  const exception = /^exception:(.*)/.exec(name ?? "")?.[1];
  const [kind, value] = exception === undefined ? ["event", name ?? ""] : ["exception", exception];
  const text = (value: string) => ({ type: "string" as const, value });
  return codec.encode({
    headers: { ":message-type": text(kind!), [`:${kind}-type`]: text(value!) },
    body: bytes ?? utf8(data),
  });
}

/** Byte arrays one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
