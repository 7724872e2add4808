import assert from "node:assert/strict";
import { streamFraming } from "../../../../jobs/samples/stream_framing.ts";
import { type Framing, FRAMINGS } from "../../../../providers/protocols/protocol.ts";

const framing = (expected: Framing, body: string | Uint8Array, contentType = "") =>
  streamFraming(
    expected,
    typeof body === "string" ? new TextEncoder().encode(body) : body,
    contentType,
  );

Deno.test("server-sent events are known by their first line, whatever was expected", () => {
  const starts = ["data: x", "data:x", "event: x", "id: 7", ": ping", "retry: 3", "\r\n\n: ping"];
  for (const expected of FRAMINGS) {
    for (const start of [...starts, "\ufeffdata: x"]) {
      assert.equal(framing(expected, `${start}\n\n`, "application/json"), "event-stream", start);
    }
  }
});

Deno.test("a label is believed where the first line is none of a known sort", () => {
  assert.equal(framing("event-stream", "vendor: x\n\n", "text/event-stream"), "event-stream");
  assert.equal(framing("event-stream", "<h1>It works!</h1>", "text/html"), "whole");
});

Deno.test("JSON where server-sent events were expected is an answer in one piece, whatever its label", () => {
  for (const body of ['{"error": "x"}', "[{}]", ' \n{"a": 1}\n{"b": 2}\n']) {
    assert.equal(framing("event-stream", body, "text/event-stream"), "whole", body);
  }
});

Deno.test("one JSON value where lines were expected is whole, unless it is labelled as lines", () => {
  const one = '{"message": "x", "done": true}';
  assert.equal(framing("json-lines", one, "application/json"), "whole");
  assert.equal(framing("json-lines", '{\n  "message": "x"\n}\n'), "whole");
  for (const label of ["application/x-ndjson", "application/jsonl; charset=utf-8"]) {
    assert.equal(framing("json-lines", one, label), "json-lines");
  }
  assert.equal(framing("json-lines", `${one}\n${one}\n`, "application/json"), "json-lines");
  // The rest of it never came.
  assert.equal(framing("json-lines", `${one}\n{"mess`, "application/json"), "json-lines");
});

Deno.test("binary messages are known by their length, which text never begins with", () => {
  assert.equal(framing("aws-event-stream", Uint8Array.of(0, 0, 0, 90)), "aws-event-stream");
  assert.equal(framing("aws-event-stream", '{"message": "denied"}'), "whole");
  assert.equal(framing("event-stream", Uint8Array.of(0, 0, 0, 90)), "whole");
  // A container that is asked without AWS between.
  assert.equal(framing("aws-event-stream", '{"token": 1}\n{"token": 2}\n'), "json-lines");
});

Deno.test("nothing but line breaks is an empty stream of the expected sort", () => {
  for (const expected of FRAMINGS) assert.equal(framing(expected, "\r\n\n "), expected);
});
