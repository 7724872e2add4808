import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRetryAfter, retryAfterS } from "../../../../jobs/wire/retry_after.ts";

const NOW = Date.parse("2026-11-16T08:00:00Z");

Deno.test("Retry-After is read as seconds or as a date", () => {
  const cases: [string | undefined, number | null][] = [
    [undefined, null],
    ["7", 7],
    [" 0 ", 0],
    ["1.5", 1.5],
    ["86400", 86_400],
    ["Mon, 16 Nov 2026 08:00:30 GMT", 30],
    ["Monday, 16-Nov-26 08:00:30 GMT", 30],
    // A date that is over asks for no wait.
    ["Mon, 16 Nov 2026 07:59:00 GMT", 0],
  ];
  for (const [value, seconds] of cases) assert.equal(parseRetryAfter(value, NOW), seconds, value);
});

Deno.test("what is not understood, or absurd, is absent rather than 0", () => {
  const values = ["", " ", "-5", "+5", "1e3", "soon", "soon 5", "5 seconds", "7, 8", "NaN"];
  const absurd = ["86401", "99999999999999999999", "Mon, 16 Nov 2037 08:00:00 GMT"];
  const noDates = ["2026-11-16", "Mon, 16 Foo 2026 08:00:00 GMT", "Mon, 16 Nov 2026 08:00:00"];
  for (const value of [...values, ...absurd, ...noDates]) {
    assert.equal(parseRetryAfter(value, NOW), null, value);
  }
});

Deno.test("whatever a server sends, the result is null or from 0 to a day", () => {
  const value = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789.,-+eE ") }));
  fc.assert(
    fc.property(value, (text) => {
      const seconds = parseRetryAfter(text, NOW);
      assert.ok(seconds === null || (seconds >= 0 && seconds <= 86_400), `${seconds}`);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("milliseconds, where they are given, are more exact than seconds", () => {
  const asked = (headers: Record<string, string>) =>
    retryAfterS(new Map(Object.entries(headers)), NOW);
  assert.equal(asked({ "retry-after-ms": "1250", "retry-after": "2" }), 1.25);
  assert.equal(asked({ "retry-after-ms": "soon", "retry-after": "2" }), 2);
  assert.equal(asked({ "retry-after-ms": "99999999999", "retry-after": "2" }), 2);
  assert.equal(asked({ "retry-after": "soon" }), null);
  assert.equal(asked({}), null);
});
