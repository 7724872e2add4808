import assert from "node:assert/strict";
import fc from "fast-check";
import {
  roundSample,
  type Sample,
  SampleKeeper,
  sampleToJson,
} from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const timeMs = fc.double({ min: 0, max: 1e8, noNaN: true });
const count = fc.nat();
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const failure: fc.Arbitrary<NonNullable<Sample["failure"]>> = fc.record({
  kind: fc.constant("http_5xx" as const),
  phase: fc.constant("body" as const),
  httpStatus: orNull(count),
  retryAfterS: orNull(count),
  message: fc.string(),
  bodyExcerpt: orNull(fc.string()),
});
/** Samples of which each number is its own, so that no two can be mixed up unseen. */
const samples: fc.Arbitrary<Sample> = fc.record({
  index: count,
  phase: fc.constantFrom("warmup" as const, "measured" as const),
  scheduledMs: timeMs,
  sentMs: orNull(timeMs),
  connectStartMs: orNull(timeMs),
  connectedMs: orNull(timeMs),
  firstByteMs: orNull(timeMs),
  firstEventMs: orNull(timeMs),
  firstReasoningMs: orNull(timeMs),
  firstContentMs: orNull(timeMs),
  lastContentMs: orNull(timeMs),
  endMs: timeMs,
  events: fc.array(fc.record({ gapMs: fc.double({ min: 0, max: 60_000, noNaN: true }), count })),
  tokens: fc.record({
    requestedInput: count,
    requestedOutput: orNull(count),
    ownInput: count,
    ownOutput: count,
    ownReasoning: count,
    usageInput: orNull(count),
    usageOutput: orNull(count),
    usageReasoning: orNull(count),
    usageCachedInput: orNull(count),
  }),
  finishReason: orNull(fc.string()),
  reads: count,
  bytesReceived: count,
  retries: count,
  failure: orNull(failure),
}).map(({ events, ...rest }) => {
  let atMs = rest.sentMs ?? 0;
  return roundSample({
    ...rest,
    arrivalsMs: Float64Array.from(events, ({ gapMs }) => atMs += gapMs),
    tokensPerEvent: Uint32Array.from(events, ({ count }) => count),
  });
});

Deno.test("a kept sample says to the last bit what the sample said", () => {
  fc.assert(fc.property(fc.array(samples, { maxLength: 20 }), (given) => {
    const keeper = new SampleKeeper();
    const kept = given.map((sample) => keeper.keep(sample));
    assert.deepEqual(kept.map(sampleToJson), given.map(sampleToJson));
    for (const [i, { arrivalsMs, tokensPerEvent }] of given.entries()) {
      assert.deepEqual(kept[i]!.arrivalsMs, arrivalsMs);
      assert.deepEqual(kept[i]!.tokensPerEvent, tokensPerEvent);
    }
  }));
});

Deno.test("samples larger than a block, and after one, are kept like others", () => {
  const keeper = new SampleKeeper();
  const given = [3, 210_000, 2, 211_000, 1].map((events, index) =>
    roundSample(makeSample({ index }, events))
  );
  const kept = given.map((sample) => keeper.keep(sample));
  assert.deepEqual(kept.map(sampleToJson), given.map(sampleToJson));
});

Deno.test("an arrival that four bytes cannot hold is refused, not bent", () => {
  const early = makeSample({ sentMs: 100, arrivalsMs: Float64Array.of(99) }, 1);
  assert.throws(() => new SampleKeeper().keep(early), RangeError);
});
