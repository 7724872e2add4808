import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeResponse, parseEventStream, type Recording } from "../../../../jobs/wire/mod.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A recording of `bytes` that arrived in pieces ending at `ends`, the k-th at k * 10 ms. */
function recordingOf(bytes: Uint8Array<ArrayBuffer>, ends: number[]): Recording {
  return {
    index: 0,
    phase: "measured",
    scheduledMs: 0,
    sentMs: 0,
    connectStartMs: null,
    connectedMs: null,
    endMs: ends.length * 10,
    retries: 0,
    bytes,
    readStampsMs: Float64Array.from(ends, (_, k) => (k + 1) * 10),
    readEnds: Uint32Array.from(ends),
    userReadStampsMs: null,
    failure: null,
  };
}

Deno.test("an event arrives with the read that delivered its last byte, however the bytes were cut", () => {
  const event = fc.record({
    data: fc.string({ unit: fc.constantFrom("a", "é", "🙂", "0", ":"), maxLength: 12 }),
    chunked: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(600), { maxLength: 25 }),
      (events, rawCuts) => {
        // The truth is kept while the bytes are built: where each event's last byte stands.
        let raw = encode("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        const lastByteAt: number[] = [];
        let open: Uint8Array[] = [];
        let openEnds: number[] = [];
        const flush = () => {
          const size = open.reduce((sum, part) => sum + part.length, 0);
          if (size === 0) return;
          const head = encode(`${size.toString(16)}\r\n`);
          for (const end of openEnds) lastByteAt.push(raw.length + head.length + end);
          raw = new Uint8Array([...raw, ...head, ...open.flatMap((p) => [...p]), 13, 10]);
          open = [];
          openEnds = [];
        };
        for (const { data, chunked } of events) {
          const bytes = encode(`data: ${data}\n\n`);
          open.push(bytes);
          openEnds.push(open.reduce((sum, part) => sum + part.length, 0));
          if (chunked) flush();
        }
        flush();
        raw = new Uint8Array([...raw, ...encode("0\r\n\r\n")]);

        const cuts = [...new Set(rawCuts.filter((cut) => cut > 0 && cut < raw.length))];
        const ends = [...cuts.sort((a, b) => a - b), raw.length];
        const response = decodeResponse(recordingOf(raw, ends));
        const parsed = parseEventStream(response.body);
        assert.deepEqual(parsed.events.map((e) => e.data), events.map((e) => e.data));
        assert.deepEqual(
          parsed.events.map((e) => response.arrivalMs(e.end)),
          lastByteAt.map((end) => (ends.findIndex((readEnd) => readEnd >= end) + 1) * 10),
        );
      },
    ),
    { numRuns: 500, seed: 4 },
  );
});

Deno.test("a recording that ends inside the headers has no head and no body", () => {
  const bytes = encode("HTTP/1.1 200 OK\r\ncontent-le");
  const response = decodeResponse(recordingOf(bytes, [bytes.length]));
  assert.equal(response.head, null);
  assert.equal(response.body.length, 0);
});

Deno.test("what came before a broken chunk is still decoded", () => {
  const bytes = encode(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\nbad!\r\n",
  );
  const response = decodeResponse(recordingOf(bytes, [bytes.length]));
  assert.equal(new TextDecoder().decode(response.body), "good");
});
