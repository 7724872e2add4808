import { EventStreamCodec } from "@smithy/eventstream-codec";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { Buffer } from "node:buffer";

/** An event as a reader that is not ours cut it out. */
export interface CutEvent {
  name: string | null;
  data: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Cuts a body of server-sent events, JSON lines or AWS messages; one character a byte. */
export function cutEvents(contentType: string, body: string): CutEvent[] {
  if (contentType.startsWith("text/event-stream")) return sentEvents(body);
  if (contentType === "application/x-ndjson") {
    assertEndsIn(body, "\n");
    const text = utf8.decode(Buffer.from(body, "latin1"));
    return text.split("\n").slice(0, -1).map((data) => ({ name: null, data }));
  }
  return awsEvents(Buffer.from(body, "latin1"));
}

/** Cuts server-sent events; one character a byte. */
export function sentEvents(body: string): CutEvent[] {
  const events: CutEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }: EventSourceMessage) => events.push({ name: event ?? null, data }),
    onError: (error) => {
      throw error;
    },
  });
  parser.feed(utf8.decode(Buffer.from(body, "latin1")));
  return events;
}

function awsEvents(bytes: Buffer): CutEvent[] {
  const codec = new EventStreamCodec(
    (input) => typeof input === "string" ? input : utf8.decode(input),
    (input) => new TextEncoder().encode(input),
  );
  const events: CutEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    // Throws when a checksum is wrong.
    const { headers, body } = codec.decode(bytes.subarray(at, at + length));
    const name = headers[":event-type"] ?? headers[":exception-type"];
    // What is no JSON may be cut inside a character: it stays bytes, one character each.
    const isJson = headers[":content-type"]?.value === "application/json";
    const data = isJson ? utf8.decode(body) : Buffer.from(body).toString("latin1");
    events.push({ name: String(name?.value), data });
    at += length;
  }
  return events;
}

function assertEndsIn(text: string, end: string): void {
  if (!text.endsWith(end)) throw new Error(`the body does not end in ${JSON.stringify(end)}`);
}
