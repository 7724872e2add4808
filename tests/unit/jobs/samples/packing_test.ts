import assert from "node:assert/strict";
import fc from "fast-check";
import {
  packArrivals,
  packCounts,
  unpackArrivals,
  unpackCounts,
} from "../../../../jobs/samples/packing.ts";
import { roundMs } from "../../../../jobs/samples/round_sample.ts";

/** A time as samples carry it: whole microseconds, up to a day into the run. */
const timeMs = fc.integer({ min: 0, max: 86_400_000_000 }).map((us) => us / 1000);

Deno.test("packArrivals() and back changes no bit of times in whole microseconds", () => {
  fc.assert(fc.property(
    timeMs,
    fc.array(fc.integer({ min: 0, max: 0xffff_ffff })),
    (sentMs, delaysUs) => {
      const arrivals = Float64Array.from(
        delaysUs,
        (us) => roundMs(sentMs + us / 1000),
      );
      assert.deepEqual(unpackArrivals(packArrivals(arrivals, sentMs), sentMs), arrivals);
    },
  ));
});

Deno.test("packArrivals() and back moves no arrival by more than a microsecond", () => {
  fc.assert(fc.property(
    fc.double({ min: 0, max: 1e8, noNaN: true }),
    fc.array(fc.double({ min: 0, max: 4_000_000, noNaN: true })),
    (sentMs, delaysMs) => {
      const arrivals = Float64Array.from(delaysMs, (delay) => sentMs + delay);
      const back = unpackArrivals(packArrivals(arrivals, sentMs), sentMs);
      assert.equal(back.length, arrivals.length);
      back.forEach((ms, i) => assert.ok(Math.abs(ms - arrivals[i]!) <= 0.001_001));
    },
  ));
});

Deno.test("packArrivals() writes little-endian microseconds", () => {
  assert.deepEqual(
    packArrivals(Float64Array.of(10, 10.0014, 11), 10),
    Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0xe8, 3, 0, 0),
  );
});

Deno.test("packArrivals() refuses what it cannot keep", () => {
  for (const arrivalMs of [9.9, 10 + 4_294_968, NaN, Infinity]) {
    assert.throws(() => packArrivals(Float64Array.of(arrivalMs), 10), RangeError);
  }
});

Deno.test("unpackArrivals() refuses a length that is not whole", () => {
  assert.throws(() => unpackArrivals(new Uint8Array(7), 0), /7 bytes/);
});

Deno.test("packCounts() and back gives the same counts", () => {
  fc.assert(fc.property(fc.uint32Array(), (counts) => {
    assert.deepEqual(unpackCounts(packCounts(counts)), counts);
  }));
});

Deno.test("packCounts() takes one byte below 128 and follows LEB128 above", () => {
  assert.deepEqual(packCounts(Uint32Array.of(0, 1, 127)), Uint8Array.of(0, 1, 127));
  assert.deepEqual(packCounts(Uint32Array.of(624_485)), Uint8Array.of(0xe5, 0x8e, 0x26));
});

Deno.test("unpackCounts() refuses a cut or an oversized count", () => {
  assert.throws(() => unpackCounts(Uint8Array.of(1, 0x80)), /middle of a count/);
  assert.throws(() => unpackCounts(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x10)), /32 bits/);
});
