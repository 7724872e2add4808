import assert from "node:assert/strict";
import fc from "fast-check";
import type { SampleRow } from "../../../db/queries/list_run_samples.ts";
import { endpointToRow, sampleToRow } from "../../../jobs/persist.ts";
import { rowToSample } from "../../../jobs/row_to_sample.ts";
import { FAILURE_KINDS, type Sample } from "../../../jobs/samples/mod.ts";
import { roundMs } from "../../../jobs/samples/round_sample.ts";
import { makeEndpoint, makeSample } from "../../testing/samples.ts";

const time = fc.integer({ min: 0, max: 86_400_000_000 }).map((us) => us / 1000);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const tokens = fc.nat(1_000_000);

/** Any sample as `roundSample` leaves it. */
const anySample: fc.Arbitrary<Sample> = fc.record({
  sentMs: maybe(time),
  delaysUs: fc.array(fc.nat(4_000_000_000)),
  connectedMs: maybe(time),
  failure: maybe(fc.record({
    kind: fc.constantFrom(...FAILURE_KINDS),
    phase: fc.constantFrom("connect", "send", "first_byte", "headers", "body"),
    httpStatus: maybe(fc.integer({ min: 100, max: 599 })),
    retryAfterS: maybe(fc.double({ min: 0, max: 1e6, noNaN: true })),
    message: fc.string(),
    bodyExcerpt: maybe(fc.string()),
  })),
  usageOutput: maybe(tokens),
  requestedOutput: maybe(tokens),
  phase: fc.constantFrom("warmup", "measured"),
}).map(({ sentMs, delaysUs, connectedMs, failure, usageOutput, requestedOutput, phase }) => {
  const given = sentMs === null ? [] : delaysUs.map((us) => roundMs(sentMs + us / 1000));
  const base = makeSample();
  return {
    ...base,
    sentMs,
    phase,
    connectedMs,
    failure: failure === null ? null : {
      ...failure,
      message: failure.message.replaceAll("\0", ""),
      bodyExcerpt: failure.bodyExcerpt?.replaceAll("\0", "") ?? null,
    },
    arrivalsMs: Float64Array.from(given),
    tokensPerEvent: Uint32Array.from(given, (_, i) => i * 77),
    tokens: { ...base.tokens, usageOutput, requestedOutput },
  };
});

Deno.test("sampleToRow() and back changes no bit of any sample", () => {
  fc.assert(fc.property(anySample, (sample) => {
    assert.deepEqual(rowToSample(sampleToRow("a run", sample) as SampleRow), sample);
  }));
});

Deno.test("endpointToRow() keeps the price's parts, and no key", () => {
  const row = endpointToRow(makeEndpoint());
  assert.equal(row.inputUsdPerMtok, 0.15);
  assert.equal(row.outputUsdPerMtok, 0.6);
  assert.equal(row.priceSource, null);
  assert.equal(row.priceReadOn, "2026-11-16");
  assert.equal(row.apiKeyEnv, "ACME_API_KEY");
});
