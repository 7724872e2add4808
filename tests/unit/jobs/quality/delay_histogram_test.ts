import assert from "node:assert/strict";
import fc from "fast-check";
import { DelayHistogram } from "../../../../jobs/quality/mod.ts";
import type { Recording } from "../../../../jobs/wire/mod.ts";

/** A recording whose reads came so long after the kernel's stamps; null: no such stamps. */
function recordingOf(delaysMs: number[] | null): Recording {
  const readStampsMs = Float64Array.from(delaysMs ?? [1, 2], (_, read) => 10 * read);
  return {
    index: 0,
    phase: "measured",
    scheduledMs: 0,
    sentMs: 0,
    connectStartMs: null,
    connectedMs: null,
    endMs: 0,
    retries: 0,
    bytes: new Uint8Array(),
    readStampsMs,
    userReadStampsMs: delaysMs === null
      ? null
      : readStampsMs.map((stamp, read) => stamp + delaysMs[read]!),
    readEnds: new Uint32Array(readStampsMs.length),
    failure: null,
  };
}

Deno.test("DelayHistogram gives each quantile to one per cent", () => {
  const delays = fc.array(fc.double({ min: 0.001, max: 5000, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(delays, fc.constantFrom(0.5, 0.99, 1), (delaysMs, probability) => {
    const histogram = new DelayHistogram();
    histogram.add(recordingOf(delaysMs));
    const sorted = delaysMs.toSorted((a, b) => a - b);
    const expected = sorted[Math.ceil(probability * sorted.length) - 1]!;
    const ratio = histogram.quantile(probability)! / expected;
    assert.ok(ratio > 0.99 && ratio < 1.011, `${ratio}`);
  }));
});

Deno.test("DelayHistogram takes a delay below zero, an error of the clocks, for none", () => {
  const histogram = new DelayHistogram();
  histogram.add(recordingOf([-0.004, -0.001]));
  assert.ok(histogram.quantile(0.99)! <= 0.001);
});

Deno.test("DelayHistogram has nothing to say without kernel stamps", () => {
  const histogram = new DelayHistogram();
  histogram.add(recordingOf(null));
  assert.equal(histogram.quantile(0.5), null);
});
