import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonPieces } from "../../../../providers/protocols/json_pieces.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** What comes of the bytes when they are cut at these places. */
function put(bytes: Uint8Array, cuts: readonly number[] = []): string[] {
  const pieces = new JsonPieces();
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  let from = 0;
  return ends.flatMap((end) => {
    const completed = pieces.add(bytes.subarray(from, end));
    from = end;
    return completed;
  });
}

const STYLES: Record<string, (objects: string[]) => string> = {
  "JSON lines": (objects) => objects.map((object) => `${object}\n`).join(""),
  "JSON lines, the last one open": (objects) => objects.join("\r\n"),
  "server-sent events": (objects) =>
    ": ping {\n\n" +
    objects.map((object, id) => `id: ${id}\nevent: x\ndata:${object}\n\n`).join(""),
  "server-sent events with CRLF": (objects) =>
    objects.map((object) => `data: ${object}\r\n\r\n`).join(""),
  "a list": (objects) => `[${objects.join(",\n")}]\n`,
  "nothing between": (objects) => objects.join(""),
};

Deno.test.each(Object.entries(STYLES))(
  "objects come out of %s whole, wherever it is cut",
  (_, style) => {
    const objects = fc.array(
      fc.record({ text: fc.string({ unit: "grapheme-ascii" }), more: fc.jsonValue() }).map((
        object,
      ) => JSON.stringify(object)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(objects, fc.array(fc.nat(2000), { maxLength: 12 }), (given, cuts) => {
        assert.deepEqual(put(utf8(style(given)), cuts), given);
      }),
      { numRuns: 200 },
    );
  },
);

Deno.test("a character cut in two is put together again, byte by byte", () => {
  const object = '{"text":"né 日本 🙂 \\" } { \\\\"}';
  const bytes = utf8(`data: ${object}\n\n`);
  assert.deepEqual(put(bytes, bytes.keys().toArray()), [object]);
});

Deno.test("an object over several lines is one object", () => {
  const object = '{\n  "token": {"text": "a"}\n}';
  assert.deepEqual(put(utf8(`data:${object}\n\ndata:${object}\n\n`)), [object, object]);
});

Deno.test("the end mark is told apart from objects, with a line break after it or without", () => {
  assert.deepEqual(put(utf8('data: {"a":1}\n\ndata: [DONE]\n\n')), ['{"a":1}', "[DONE]"]);
  assert.deepEqual(put(utf8('data: {"a":1}\n\ndata: [DONE]')), ['{"a":1}', "[DONE]"]);
  assert.deepEqual(put(utf8("[DONE]"), [3]), ["[DONE]"]);
});

Deno.test("an object that is not complete is none", () => {
  assert.deepEqual(put(utf8('{"a":1}\n{"b":')), ['{"a":1}']);
});

Deno.test("text between objects, and bytes that are not UTF-8, are refused", () => {
  assert.throws(() => put(utf8("Internal Server Error\n")), {
    name: "SyntaxError",
    message: /neither JSON nor server-sent events here: Internal Server Error/,
  });
  assert.throws(() => put(utf8('{"a":1} trailing\n')), SyntaxError);
  assert.throws(() => put(utf8("data: nothing\n")), SyntaxError);
  assert.throws(() => put(utf8("x".repeat(5000))), SyntaxError);
  assert.throws(() => put(new Uint8Array([0x7b, 0xff, 0x7d])), {
    name: "SyntaxError",
    message: "the stream is not UTF-8",
  });
});

Deno.test("an object without end is refused before it fills the memory", () => {
  const pieces = new JsonPieces();
  pieces.add(utf8('{"a":"'));
  const piece = new Uint8Array(1 << 20).fill(0x61);
  let taken = 0;
  assert.throws(() => {
    for (; taken < 64; taken++) pieces.add(piece);
  }, /one JSON object has more than/);
  assert.ok(taken < 20, `${taken} MiB were taken`);
});
