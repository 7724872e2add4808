import { EventStreamCodec, Int64, type MessageHeaders } from "@smithy/eventstream-codec";
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAwsEventStream } from "../../../../jobs/wire/aws_event_stream.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const codec = new EventStreamCodec((bytes) => new TextDecoder().decode(bytes as Uint8Array), utf8);

const text = (value: string) => ({ type: "string" as const, value });

/** A message as AWS's own encoder writes it. */
function message(headers: MessageHeaders, payload: string | Uint8Array): Uint8Array {
  return codec.encode({ headers, body: typeof payload === "string" ? utf8(payload) : payload });
}

function event(name: string, payload: string | Uint8Array): Uint8Array {
  return message({ ":message-type": text("event"), ":event-type": text(name) }, payload);
}

function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Writes right checksums into a message whose other bytes were tampered with. */
function resealed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(8, reference(bytes.subarray(0, 8)));
  view.setUint32(bytes.length - 4, reference(bytes.subarray(0, -4)));
  return bytes;
}

/** CRC-32 bit by bit, as its definition has it. */
function reference(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const odd = (crc ^ (byte >>> bit)) & 1;
      crc = (crc >>> 1) ^ (odd === 1 ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const headerValue = fc.oneof(
  fc.boolean().map((value) => ({ type: "boolean" as const, value })),
  fc.integer({ min: -128, max: 127 }).map((value) => ({ type: "byte" as const, value })),
  fc.integer({ min: -32768, max: 32767 }).map((value) => ({ type: "short" as const, value })),
  fc.integer().map((value) => ({ type: "integer" as const, value })),
  fc.integer().map((value) => ({ type: "long" as const, value: Int64.fromNumber(value) })),
  fc.uint8Array({ maxLength: 40 }).map((value) => ({ type: "binary" as const, value })),
  fc.string({ maxLength: 40 }).map(text),
  fc.date({ noInvalidDate: true }).map((value) => ({ type: "timestamp" as const, value })),
  fc.uuid().map((value) => ({ type: "uuid" as const, value })),
);
const anyHeaders = fc.dictionary(fc.stringMatching(/^[a-z-]{1,20}$/), headerValue, { maxKeys: 6 });

Deno.test("messages are cut as AWS's own encoder wrote them, whatever headers they have", () => {
  const messages = fc.array(
    fc.record({
      name: fc.string({ maxLength: 30 }),
      headers: anyHeaders,
      payload: fc.uint8Array({ maxLength: 200 }),
    }),
    { maxLength: 6 },
  );
  fc.assert(fc.property(messages, (given) => {
    const parts = given.map(({ name, headers, payload }) =>
      message({ ...headers, ":message-type": text("event"), ":event-type": text(name) }, payload)
    );
    const { events, firstEnd, malformed } = parseAwsEventStream(concat(...parts));
    assert.equal(malformed, null);
    assert.equal(firstEnd, parts[0]?.length ?? null);
    let end = 0;
    assert.deepEqual(
      events,
      given.map(({ name, payload }, index) => {
        end += parts[index]!.length;
        return {
          name,
          data: new TextDecoder("utf-8", { ignoreBOM: true }).decode(payload),
          bytes: payload,
          end,
        };
      }),
    );
  }));
});

Deno.test("a body cut anywhere gives the messages that are whole, and no error", () => {
  const parts = [event("messageStart", '{"role":"assistant"}'), event("x", ""), event("y", "…")];
  const body = concat(...parts);
  const ends = parts.map((_, index) => concat(...parts.slice(0, index + 1)).length);
  for (let length = 0; length <= body.length; length++) {
    // In a buffer of its own, and in the middle of a larger one.
    const framed = concat(utf8("junk"), body.subarray(0, length)).subarray(4);
    for (const cut of [body.slice(0, length), framed]) {
      const { events, malformed } = parseAwsEventStream(cut);
      assert.equal(malformed, null, `${length}`);
      assert.deepEqual(events.map(({ end }) => end), ends.filter((end) => end <= length));
    }
  }
});

Deno.test("a flipped bit anywhere is never read as another message", () => {
  const whole = event("contentBlockDelta", '{"delta":{"text":"Hello"}}');
  const next = event("messageStop", "{}");
  for (let at = 0; at < whole.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const body = concat(whole, next);
      body[at]! ^= 1 << bit;
      const { events, firstEnd, malformed } = parseAwsEventStream(body);
      assert.deepEqual(events, [], `byte ${at} bit ${bit}`);
      assert.equal(firstEnd, null);
      assert.match(malformed!, /^the message at byte 0 has a wrong checksum/);
    }
  }
});

Deno.test("messages before a damaged one are kept, and the damage is placed", () => {
  const first = event("a", "1");
  const second = event("b", "2");
  second[second.length - 5]! ^= 1;
  const { events, firstEnd, malformed } = parseAwsEventStream(
    concat(first, second, event("c", "3")),
  );
  assert.deepEqual(events.map(({ name }) => name), ["a"]);
  assert.equal(firstEnd, first.length);
  assert.equal(malformed, `the message at byte ${first.length} has a wrong checksum`);
});

Deno.test("an exception is named by its type, an error by its code", () => {
  const exception = message({
    ":message-type": text("exception"),
    ":exception-type": text("throttlingException"),
    ":event-type": text("contentBlockDelta"),
  }, '{"message":"slow down"}');
  const error = message({
    ":message-type": text("error"),
    ":error-code": text("InternalError"),
    ":error-message": text('it "broke"'),
  }, "");
  const bare = message({ ":message-type": text("error") }, '{"message":"said in the payload"}');
  const { events } = parseAwsEventStream(concat(exception, error, bare));
  assert.deepEqual(events.map(({ name, data }) => ({ name, data })), [
    { name: "exception:throttlingException", data: '{"message":"slow down"}' },
    { name: "exception:InternalError", data: '{"message":"it \\"broke\\""}' },
    { name: "exception:", data: '{"message":"said in the payload"}' },
  ]);
});

Deno.test("a message without headers has no name, and one that is not UTF-8 keeps its bytes", () => {
  const { events } = parseAwsEventStream(message({}, new Uint8Array([0x41, 0xe2, 0x82])));
  assert.deepEqual(events.map(({ name, data, bytes }) => ({ name, data, bytes: [...bytes!] })), [
    { name: null, data: "A\ufffd", bytes: [0x41, 0xe2, 0x82] },
  ]);
});

Deno.test("lengths that cannot be are refused before anything is read by them", () => {
  const lengths = [
    [0xffffffff, 0, /is too long/],
    [64 * 1024 * 1024, 0, /is too long/],
    [200_000, 140_000, /is too long/],
    [15, 0, /0 bytes of headers in 15 bytes/],
    [16, 1, /1 bytes of headers in 16 bytes/],
    [0, 0, /0 bytes of headers in 0 bytes/],
  ] as const;
  for (const [length, headersLength, says] of lengths) {
    const body = new Uint8Array(64);
    const view = new DataView(body.buffer);
    view.setUint32(0, length);
    view.setUint32(4, headersLength);
    view.setUint32(8, reference(body.subarray(0, 8)));
    assert.match(parseAwsEventStream(body).malformed!, says);
  }
});

Deno.test("headers that run over their end, or of an unknown type, are malformed", () => {
  const one = message({ ":event-type": text("x") }, "");
  const nameLength = 12;
  const type = nameLength + 1 + ":event-type".length;
  const tampered: [number, number][] = [
    [nameLength, 200],
    [nameLength, ":event-type".length + 4],
    [type, 10],
    [type, 255],
    [type + 1, 200],
    [type, 9],
  ];
  for (const [at, value] of tampered) {
    const bytes = one.slice();
    bytes[at] = value;
    assert.match(parseAwsEventStream(resealed(bytes)).malformed!, /headers that cannot be read/);
  }
});

Deno.test("whatever the bytes are, events are in order and reading ends", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 })).map(
      ([headers, payload]) => {
        const body = new Uint8Array(16 + headers.length + payload.length);
        const view = new DataView(body.buffer);
        view.setUint32(0, body.length);
        view.setUint32(4, headers.length);
        body.set(headers, 12);
        body.set(payload, 12 + headers.length);
        return resealed(body);
      },
    ),
  );
  fc.assert(
    fc.property(bytes, (body) => {
      const { events, malformed } = parseAwsEventStream(body);
      let before = 0;
      for (const { end } of events) {
        assert.ok(end > before && end <= body.length);
        before = end;
      }
      assert.ok(malformed === null || events.every(({ end }) => end < body.length));
    }),
    { numRuns: 500 },
  );
});
