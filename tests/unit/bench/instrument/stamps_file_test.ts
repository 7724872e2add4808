import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeStamps,
  encodeStamps,
  type RequestStamps,
} from "../../../../bench/instrument/stamps_file.ts";

const requests = fc.array(
  fc.record({
    index: fc.nat(2 ** 32 - 1),
    startMs: fc.double({ noNaN: true }),
    eventsMs: fc.float64Array({ noNaN: true, maxLength: 20 }),
  }, { noNullPrototype: true }),
  { maxLength: 10 },
) as fc.Arbitrary<RequestStamps[]>;

Deno.test("decodeStamps() gives back what encodeStamps() wrote", () => {
  fc.assert(fc.property(requests, (written) => {
    assert.deepEqual(decodeStamps(encodeStamps(written)), written);
  }));
});

Deno.test("decodeStamps() reads the bytes a C struct would leave, wherever they lie in a buffer", () => {
  const bytes = new Uint8Array(3 + 32);
  const view = new DataView(bytes.buffer, 3);
  view.setUint32(0, 7, true);
  view.setUint32(4, 2, true);
  [1.5, 2.25, 3].forEach((ms, i) => view.setFloat64(8 + i * 8, ms, true));
  assert.deepEqual(decodeStamps(bytes.subarray(3)), [
    { index: 7, startMs: 1.5, eventsMs: Float64Array.of(2.25, 3) },
  ]);
});

Deno.test("decodeStamps() refuses bytes that end within a request, at any place", () => {
  const whole = encodeStamps([{ index: 1, startMs: 2, eventsMs: Float64Array.of(3, 4) }]);
  for (let length = 1; length < whole.length; length++) {
    assert.throws(() => decodeStamps(whole.subarray(0, length)), RangeError);
  }
});
