import assert from "node:assert/strict";
import fc from "fast-check";
import { compactSample, roundSample, sampleToJson } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

Deno.test("a compacted sample says to the last bit what the sample said", () => {
  const event = fc.record({
    gapMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
    tokens: fc.nat(),
  });
  fc.assert(fc.property(
    fc.double({ min: 0, max: 1e8, noNaN: true }),
    fc.array(event),
    (sentMs, events) => {
      let atMs = sentMs;
      const sample = roundSample(makeSample({
        sentMs,
        arrivalsMs: Float64Array.from(events, ({ gapMs }) => atMs += gapMs),
        tokensPerEvent: Uint32Array.from(events, ({ tokens }) => tokens),
      }));
      const compacted = compactSample(sample);
      assert.deepEqual(sampleToJson(compacted), sampleToJson(sample));
      assert.deepEqual(compacted.arrivalsMs, sample.arrivalsMs);
      assert.deepEqual(compacted.tokensPerEvent, sample.tokensPerEvent);
    },
  ));
});

Deno.test("a request that never left can be compacted", () => {
  const sample = makeSample({
    sentMs: null,
    arrivalsMs: new Float64Array(),
    tokensPerEvent: new Uint32Array(),
    failure: {
      kind: "connect",
      phase: "connect",
      httpStatus: null,
      retryAfterS: null,
      message: "refused",
      bodyExcerpt: null,
    },
  });
  assert.deepEqual(sampleToJson(compactSample(sample)), sampleToJson(sample));
});
