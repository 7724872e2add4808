import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { parseEventStream } from "../../../../jobs/wire/server_sent_events.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What an independent, widely used parser makes of the same text. */
function reference(text: string): { name: string | null; data: string }[] {
  const events: { name: string | null; data: string }[] = [];
  const parser = createParser({
    onEvent: (event) => events.push({ name: event.event ?? null, data: event.data }),
  });
  parser.feed(text);
  return events;
}

Deno.test("each event ends where its blank line ends", () => {
  const text = ": ping\n\ndata: one\n\nevent: x\ndata: two\ndata: more\r\n\r\ndata: unfinished\n";
  const { events, firstEnd, malformed } = parseEventStream(encode(text));
  assert.deepEqual(events, [
    { name: null, data: "one", end: text.indexOf("event: x") },
    { name: "x", data: "two\nmore", end: text.indexOf("data: unfinished") },
  ]);
  assert.equal(firstEnd, ": ping\n\n".length);
  assert.equal(malformed, null);
});

Deno.test("a byte order mark is dropped and a field without a colon has an empty value", () => {
  const { events } = parseEventStream(encode("\ufeffdata: a\n\ndata\n\ndata:b\n\n"));
  assert.deepEqual(events.map((e) => e.data), ["a", "", "b"]);
});

Deno.test("invalid UTF-8 stops the reading and keeps the events before it", () => {
  const bad = new Uint8Array([
    ...encode("data: ok\n\ndata: "),
    0xff,
    ...encode("\n\ndata: no\n\n"),
  ]);
  const { events, malformed } = parseEventStream(bad);
  assert.deepEqual(events.map((e) => e.data), ["ok"]);
  assert.match(malformed!, /byte 10 is not UTF-8/);
});

Deno.test("it agrees with an independent parser on any mixture of lines and line ends", () => {
  const line = fc.constantFrom(
    "data: x",
    "data:  two spaces",
    "data:",
    "data",
    ": comment",
    "event: name",
    "event:",
    "id: 7",
    "unknown: field",
    "data: ünïcødé 🙂",
    "",
    "",
  );
  const lineEnd = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(fc.array(fc.tuple(line, lineEnd), { maxLength: 30 }), (lines) => {
      const text = lines.map(([content, end]) => content + end).join("");
      const ours = parseEventStream(encode(text)).events.map(({ name, data }) => ({ name, data }));
      assert.deepEqual(ours, reference(text));
    }),
    { numRuns: 1000, seed: 3 },
  );
});

Deno.test("CR alone ends a line", () => {
  const { events } = parseEventStream(encode("data: a\rdata: b\r\rdata: c\r\r"));
  assert.deepEqual(events.map((e) => e.data), ["a\nb", "c"]);
});
