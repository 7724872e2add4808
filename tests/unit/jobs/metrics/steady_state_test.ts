import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom, summarizeRun } from "../../../../jobs/metrics/mod.ts";
import { mannWhitneyP } from "../../../../jobs/metrics/mann_whitney.ts";
import { steadyState } from "../../../../jobs/metrics/steady_state.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";
import { SCIPY_MANN_WHITNEY } from "./known_answers.ts";

Deno.test("mannWhitneyP() is what SciPy says", () => {
  for (const [name, { first, second, p }] of Object.entries(SCIPY_MANN_WHITNEY)) {
    const own = mannWhitneyP(Float64Array.from(first), Float64Array.from(second))!;
    assert.ok(Math.abs(own / p - 1) < 1e-9, `${name}: ${own}, SciPy ${p}`);
  }
});

Deno.test("mannWhitneyP() does not care which side is which, nor in what unit values are", () => {
  const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(values, values, fc.constantFrom(2, 1024), (a, b, unit) => {
    const p = mannWhitneyP(Float64Array.from(a), Float64Array.from(b))!;
    assert.ok(p >= 0 && p <= 1, `${p}`);
    assert.equal(mannWhitneyP(Float64Array.from(b), Float64Array.from(a)), p);
    const scale = (values: number[]) => Float64Array.from(values, (value) => value * unit);
    assert.equal(mannWhitneyP(scale(a), scale(b)), p);
  }));
});

Deno.test("mannWhitneyP() has nothing to say of an empty side", () => {
  assert.equal(mannWhitneyP(new Float64Array(), Float64Array.of(1)), null);
});

/** Requests 100 ms apart with these times to first token. */
function samplesOf(ttftsMs: readonly number[]): Sample[] {
  return ttftsMs.map((ttftMs, index) => {
    const sentMs = 100 * index;
    const arrivalsMs = Float64Array.of(sentMs + ttftMs, sentMs + ttftMs + 20);
    return makeSample({
      index,
      sentMs,
      arrivalsMs,
      firstContentMs: arrivalsMs[0]!,
      lastContentMs: arrivalsMs[1]!,
    }, 2);
  });
}

function noise(count: number, level: number): number[] {
  const random = createRandom(11);
  return Array.from({ length: count }, () => level * (0.9 + 0.2 * random()));
}

Deno.test("a run whose second half is slower is drifting, and says by how much", () => {
  const { ttft_ms } = steadyState(samplesOf([...noise(20, 200), ...noise(20, 300)]));
  assert.equal(ttft_ms.verdict, "drifting");
  assert.ok(ttft_ms.p_value! < 1e-6);
  assert.ok(Math.abs(ttft_ms.relative_change! - 0.5) < 0.1, `${ttft_ms.relative_change}`);
  assert.ok(ttft_ms.second_half_p50! > 1.3 * ttft_ms.first_half_p50!);
});

Deno.test("a run that does not change is steady, whatever the order of its samples", () => {
  const samples = samplesOf(noise(60, 200));
  const { ttft_ms, tpot_ms } = steadyState(samples);
  assert.equal(ttft_ms.verdict, "steady");
  assert.equal(tpot_ms.verdict, "steady");
  assert.deepEqual(steadyState(samples.toReversed()), { ttft_ms, tpot_ms });
});

Deno.test("a shift that is certain but too small to matter does not make a run drift", () => {
  const level = (from: number) => Array.from({ length: 200 }, (_, i) => from + i / 1000);
  const { ttft_ms } = steadyState(samplesOf([...level(200), ...level(202)]));
  assert.ok(ttft_ms.p_value! < 1e-6);
  assert.equal(ttft_ms.verdict, "steady");
});

Deno.test("halves are halves of the requests sent, so failures of the second leave it short", () => {
  const samples = samplesOf(noise(40, 200));
  for (const sample of samples.slice(25)) {
    sample.failure = {
      kind: "reset",
      phase: "body",
      httpStatus: null,
      retryAfterS: null,
      message: "reset",
      bodyExcerpt: null,
    };
  }
  const { ttft_ms } = steadyState(samples);
  assert.equal(ttft_ms.verdict, "too_few");
  assert.equal(ttft_ms.p_value, null);
  assert.ok(ttft_ms.first_half_p50 !== null && ttft_ms.second_half_p50 !== null);
});

Deno.test("a run without answers has no halves to compare", () => {
  assert.deepEqual(summarizeRun([], { price: null }).steady_state.tpot_ms, {
    first_half_p50: null,
    second_half_p50: null,
    relative_change: null,
    p_value: null,
    verdict: "too_few",
  });
});

Deno.test("warm-up requests are in neither half", () => {
  const samples = samplesOf([...noise(20, 900), ...noise(40, 200)]);
  for (const sample of samples.slice(0, 20)) sample.phase = "warmup";
  assert.equal(summarizeRun(samples, { price: null }).steady_state.ttft_ms.verdict, "steady");
});
