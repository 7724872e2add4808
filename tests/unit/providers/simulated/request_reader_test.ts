import assert from "node:assert/strict";
import fc from "fast-check";
import { RequestReader, RequestRefused } from "../../../../providers/simulated/request_reader.ts";

const LIMITS = { maxHeadBytes: 1000, maxBodyBytes: 1000 };
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array) => new TextDecoder().decode(body);

const STREAM = 'POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n{"é":1' +
  "GET /b HTTP/1.0\r\nX-Two:  spaces  \r\n\r\n" +
  "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" +
  "3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n" +
  "GET /d HTTP/1.1\r\n\r\n";

function readAll(pieces: Uint8Array[]) {
  const reader = new RequestReader(LIMITS);
  const seen: string[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let request = reader.next(); request !== null; request = reader.next()) {
      const { method, target, version, headers, body } = request;
      seen.push(JSON.stringify([method, target, version, [...headers], text(body)]));
    }
  }
  return { seen, left: reader.pendingBytes };
}

Deno.test("RequestReader reads requests with a length, with chunks and without body in one piece", () => {
  const { seen, left } = readAll([bytes(STREAM)]);
  assert.deepEqual(seen.map((line) => JSON.parse(line)), [
    ["POST", "/a?b=c", "1.1", [["host", "x"], ["content-length", "7"]], '{"é":1'],
    ["GET", "/b", "1.0", [["x-two", "spaces"]], ""],
    ["PUT", "/c", "1.1", [["transfer-encoding", "chunked"]], "abc0123456789"],
    ["GET", "/d", "1.1", [], ""],
  ]);
  assert.equal(left, 0);
});

Deno.test("RequestReader reads the same requests however the bytes are split", () => {
  const all = bytes(STREAM);
  const whole = readAll([all]).seen;
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: all.length })), (cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), all.length];
    const pieces = edges.slice(1).map((end, i) => all.slice(edges[i], end));
    assert.deepEqual(readAll(pieces).seen, whole);
  }));
  assert.deepEqual(readAll([...all].map((byte) => Uint8Array.of(byte))).seen, whole);
});

Deno.test("RequestReader says once that the sender waits for 100 Continue", () => {
  const reader = new RequestReader(LIMITS);
  reader.push(bytes("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  assert.equal(reader.next(), null);
  assert.equal(reader.takeContinueWanted(), true);
  assert.equal(reader.takeContinueWanted(), false);
  reader.push(bytes("ok"));
  assert.equal(text(reader.next()!.body), "ok");
});

for (
  const [what, input, status] of [
    ["a first line that is no request", "hello\r\n\r\n", 400],
    ["a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n", 400],
    ["a length that is no number", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400],
    ["an unknown coding", "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501],
    ["a head over the limit", "GET / HTTP/1.1\r\nX: " + "x".repeat(1100), 431],
    ["a body over the limit", "GET / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413],
    [
      "chunks over the limit",
      "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
      413,
    ],
    [
      "a chunk size that is no number",
      "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      400,
    ],
    [
      "a chunk longer than its size",
      "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
      400,
    ],
  ] as const
) {
  Deno.test(`RequestReader refuses ${what} with ${status}`, () => {
    const reader = new RequestReader(LIMITS);
    reader.push(bytes(input));
    assert.throws(() => reader.next(), (error) => {
      assert.ok(error instanceof RequestRefused);
      assert.equal(error.status, status);
      return true;
    });
  });
}
