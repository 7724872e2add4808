import assert from "node:assert/strict";
import fc from "fast-check";
import { histogram } from "../../../api/histogram.ts";

const latencies = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 400,
});

Deno.test("a histogram counts every value exactly once, in a bin or above", () => {
  fc.assert(fc.property(latencies, (values) => {
    const { counts, above, n } = histogram(values)!;
    assert.equal(n, values.length);
    assert.equal(counts.reduce((sum, count) => sum + count, above), values.length);
  }));
});

Deno.test("a histogram has at most 60 bins of a positive width and starts at the smallest value", () => {
  fc.assert(fc.property(latencies, (values) => {
    const { counts, width, start, max } = histogram(values)!;
    assert.ok(counts.length >= 1 && counts.length <= 60, `${counts.length} bins`);
    assert.ok(width > 0 && Number.isFinite(width), `width ${width}`);
    assert.equal(start, Math.min(...values));
    assert.equal(max, Math.max(...values));
  }));
});

Deno.test("a histogram puts each value into the bin whose edges enclose it", () => {
  const { start, width, counts } = histogram([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])!;
  const naive = counts.map((_, bin) =>
    [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].filter((value) =>
      value >= start + bin * width && value < start + (bin + 1) * width
    ).length
  );
  assert.deepEqual(counts, naive);
});

Deno.test("one outlier is counted above and leaves the other bins as fine as before", () => {
  const calm = Array.from({ length: 500 }, (_, i) => 100 + i / 10);
  const disturbed = histogram([...calm, 60_000])!;
  assert.ok(disturbed.above >= 1);
  assert.ok(disturbed.width < 20, `width ${disturbed.width}`);
  assert.equal(disturbed.max, 60_000);
});

Deno.test("no values have no histogram", () => {
  assert.equal(histogram([]), null);
});
