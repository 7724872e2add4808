import assert from "node:assert/strict";
import fc from "fast-check";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import { packArrivals, unpackArrivals } from "../../../../jobs/samples/packing.ts";
import { roundSample, type Sample, sampleToJson } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

/** Requests at any time of an hour, with gaps of any length down to nanoseconds. */
const samples: fc.Arbitrary<Sample[]> = fc.array(
  fc.record({
    sentMs: fc.double({ min: 0, max: 3_600_000, noNaN: true }),
    lagMs: fc.double({ min: 0, max: 5, noNaN: true }),
    gaps: fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }),
  }),
  { minLength: 1, maxLength: 20 },
).map((plans) =>
  plans.map(({ sentMs, lagMs, gaps }, index) => {
    let at = sentMs;
    const arrivalsMs = Float64Array.from(gaps, (gap) => at += gap);
    return roundSample(makeSample({
      index,
      sentMs,
      scheduledMs: sentMs - lagMs,
      arrivalsMs,
      firstContentMs: arrivalsMs[0]!,
      lastContentMs: arrivalsMs.at(-1)!,
      endMs: at + 1 / 3,
    }, gaps.length));
  })
);

Deno.test("roundSample() makes statistics the same to the byte from memory, database and export", () => {
  fc.assert(
    fc.property(samples, (samples) => {
      const bytes = (from: Sample[]) => JSON.stringify(summarizeRun(from, { price: null }));
      const stored = samples.map((sample): Sample => {
        const packed = packArrivals(sample.arrivalsMs, sample.sentMs!);
        return { ...sample, arrivalsMs: unpackArrivals(packed, sample.sentMs!) };
      });
      const exported = samples.map((sample): Sample => {
        const json = JSON.parse(JSON.stringify(sampleToJson(sample)));
        return {
          ...sample,
          scheduledMs: json.scheduled_ms,
          sentMs: json.sent_ms,
          firstContentMs: json.first_content_ms,
          lastContentMs: json.last_content_ms,
          endMs: json.end_ms,
          arrivalsMs: Float64Array.from(json.arrivals_ms),
        };
      });
      assert.equal(bytes(stored), bytes(samples));
      assert.equal(bytes(exported), bytes(samples));
    }),
    { numRuns: 50 },
  );
});

Deno.test("roundSample() moves no time by more than half a microsecond, and absent times stay so", () => {
  const sample = makeSample({ sentMs: Math.PI * 1000, connectedMs: null });
  const rounded = roundSample(sample);
  assert.equal(rounded.connectedMs, null);
  assert.equal(rounded.sentMs, 3141.593);
  rounded.arrivalsMs.forEach((at, i) => {
    assert.ok(Math.abs(at - sample.arrivalsMs[i]!) <= 0.000_500_1);
  });
});
