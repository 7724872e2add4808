import assert from "node:assert/strict";
import fc from "fast-check";
import { parseJsonLines } from "../../../../jobs/wire/json_lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const cut = (text: string) =>
  parseJsonLines(encode(text)).events.map(({ data, end }) => [data, end]);

Deno.test("each line is an event that ends with its line break", () => {
  assert.deepEqual(cut('{"a":1}\n{"b":2}\r\n'), [['{"a":1}', 8], ['{"b":2}', 17]]);
});

Deno.test("blank lines and a byte order mark are no events", () => {
  assert.deepEqual(cut('\ufeff\n\r\n  \n{"a":1}\n\n'), [['{"a":1}', 17]]);
  const { events, firstEnd } = parseJsonLines(encode("\n\n"));
  assert.deepEqual([events, firstEnd], [[], null]);
});

Deno.test("the last line needs no line break, but it must be whole", () => {
  assert.deepEqual(cut('{"a":1}\n{"b":2}'), [['{"a":1}', 8], ['{"b":2}', 15]]);
  assert.deepEqual(cut('{"a":1}\n{"b":'), [['{"a":1}', 8]]);
});

Deno.test("a line that is not JSON is an event all the same: the protocol says what is wrong with it", () => {
  assert.deepEqual(cut("oops\n"), [["oops", 5]]);
});

Deno.test("invalid UTF-8 stops the reading and keeps the lines before it", () => {
  const bad = new Uint8Array([...encode('{"a":1}\n"'), 0xff, ...encode('"\n{}\n')]);
  const { events, firstEnd, malformed } = parseJsonLines(bad);
  assert.deepEqual([events.map((event) => event.data), firstEnd], [['{"a":1}'], 8]);
  assert.match(malformed!, /byte 8 is not UTF-8/);
});

Deno.test("a character cut in the middle of the last line is a cut, not bad UTF-8", () => {
  const bytes = encode('{"a":1}\n{"b":"é"}\n').subarray(0, 16);
  const { events, malformed } = parseJsonLines(bytes.subarray(0, 15));
  assert.deepEqual([events.length, malformed], [1, null]);
});

Deno.test("any JSON objects written one a line are read back, wherever the stream is cut", () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
  fc.assert(
    fc.property(
      ...[fc.array(object, { maxLength: 6 }), fc.nat(500)] as const,
      (objects, kept) => {
        const lines = objects.map((value) => JSON.stringify(value));
        const bytes = encode(lines.join("\n"));
        assert.deepEqual(parseJsonLines(bytes).events.map(({ data }) => data), lines);
        const seen = parseJsonLines(bytes.subarray(0, kept));
        assert.equal(seen.malformed, null);
        for (const [index, { data, end }] of seen.events.entries()) {
          assert.equal(data, lines[index]);
          assert.ok(end <= kept);
        }
      },
    ),
    { numRuns: 500, seed: 5 },
  );
});
