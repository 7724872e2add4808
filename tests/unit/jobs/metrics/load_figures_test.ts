import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backlogGrowth,
  createRandom,
  hiredPrice,
  saturationOf,
  scaling,
  type SweepLevel,
  tailRatio,
  timeSeries,
} from "../../../../jobs/metrics/mod.ts";
import { summarizeRun } from "../../../../jobs/metrics/mod.ts";
import type { Sample } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

/** One server that takes 100 ms a request; requests come evenly. */
function queue(ratePerS: number, count: number): Sample[] {
  let freeMs = 0;
  return Array.from({ length: count }, (_, index) => {
    const sentMs = 1000 * index / ratePerS;
    freeMs = Math.max(freeMs, sentMs) + 100;
    return makeSample({
      index,
      sentMs,
      arrivalsMs: Float64Array.of(freeMs, freeMs + 10, freeMs + 20),
      firstContentMs: freeMs,
      lastContentMs: freeMs + 20,
      endMs: freeMs + 20,
    });
  });
}

Deno.test("backlogGrowth() is the share of requests that a provider does not keep up with", () => {
  for (const ratePerS of [12, 15, 20, 40]) {
    const { growth } = backlogGrowth(queue(ratePerS, 400))!;
    assert.ok(Math.abs(growth - (1 - 10 / ratePerS)) < 0.02, `${ratePerS}: ${growth}`);
  }
  assert.ok(Math.abs(backlogGrowth(queue(9, 400))!.growth) < 0.01);
  assert.equal(backlogGrowth(queue(9, 19)), null);
});

Deno.test("backlogGrowth() does not mind the order of samples, nor warm-up at the start", () => {
  const samples = queue(20, 200).map((sample): Sample =>
    sample.index < 40 ? { ...sample, phase: "warmup" } : sample
  );
  const { growth } = backlogGrowth(samples)!;
  assert.ok(Math.abs(growth - 0.5) < 0.02);
  assert.deepEqual(backlogGrowth(samples.toReversed()), backlogGrowth(samples));
});

Deno.test("a level is saturated when its backlog grows, surely and by enough", () => {
  const level = (growth: number, noise: number): SweepLevel => ({
    level: 10,
    achievedPerS: 9,
    backlog: { growth, noise },
  });
  assert.equal(saturationOf([level(0.2, 0.01)]), "backlog grows");
  assert.equal(saturationOf([level(0.2, 0.1)]), null);
  assert.equal(saturationOf([level(0.04, 0.001)]), null);
});

Deno.test("a level is saturated when throughput gains less than a tenth of what it should", () => {
  const levels = (before: number, last: number): SweepLevel[] => [
    { level: 4, achievedPerS: before, backlog: null },
    { level: 8, achievedPerS: last, backlog: null },
  ];
  assert.equal(saturationOf(levels(10, 10.9)), "throughput no longer rises");
  assert.equal(saturationOf(levels(10, 11.1)), null);
  assert.equal(saturationOf(levels(10, 0)), "no answers");
  assert.equal(saturationOf([]), null);
});

Deno.test("scaling() compares each stream with one of the smallest level", () => {
  const { efficiencies, maxEffectiveConcurrency } = scaling([
    { concurrency: 8, throughputPerS: 400 },
    { concurrency: 1, throughputPerS: 100 },
    { concurrency: 4, throughputPerS: 390 },
    { concurrency: 16, throughputPerS: null },
  ]);
  assert.deepEqual(efficiencies.map(({ efficiency }) => efficiency), [1, 0.975, 0.5, null]);
  assert.equal(maxEffectiveConcurrency, 4);
  assert.deepEqual(scaling([]), { efficiencies: [], maxEffectiveConcurrency: null });
  const nothing = scaling([{ concurrency: 1, throughputPerS: null }]);
  assert.equal(nothing.maxEffectiveConcurrency, null);
});

Deno.test("tailRatio() is P99 over P50, certified when both are", () => {
  const { ttft_ms, tpot_ms } = summarizeRun(queue(20, 50), { price: null }).metrics;
  assert.equal(tailRatio(ttft_ms).ratio, ttft_ms.p99! / ttft_ms.p50!);
  assert.equal(tailRatio(ttft_ms).certified, false);
  assert.ok(tailRatio(tpot_ms).ratio! >= 1);
  assert.equal(tailRatio(summarizeRun([], { price: null }).metrics.ttft_ms).ratio, null);
});

Deno.test("hiredPrice() charges the hire once, however it is split", () => {
  const positive = fc.double({ min: 0.01, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(positive, positive, positive, positive, (usdPerHour, input, output, weight) => {
      const price = hiredPrice({
        usdPerHour,
        inputTokensPerS: input,
        outputTokensPerS: output,
        outputWeight: weight,
      });
      const paid = 3600 / 1e6 *
        (input * price.input_usd_per_mtok! + output * price.output_usd_per_mtok!);
      assert.ok(Math.abs(paid / usdPerHour - 1) < 1e-9);
      assert.ok(
        Math.abs(price.output_usd_per_mtok! / price.input_usd_per_mtok! / weight - 1) < 1e-9,
      );
      assert.ok(Math.abs(price.tokens_per_usd! * usdPerHour / 3600 / (input + output) - 1) < 1e-9);
    }),
  );
});

Deno.test("hiredPrice() has no price for what was not made, and refuses what cannot be", () => {
  const price = hiredPrice({ usdPerHour: 2, inputTokensPerS: 0, outputTokensPerS: 1000 });
  assert.equal(price.input_usd_per_mtok, null);
  assert.ok(Math.abs(price.output_usd_per_mtok! - 2 / 3.6) < 1e-9);
  const idle = hiredPrice({ usdPerHour: 2, inputTokensPerS: 0, outputTokensPerS: 0 });
  assert.equal(idle.output_usd_per_mtok, null);
  assert.equal(
    hiredPrice({ usdPerHour: 0, inputTokensPerS: 1, outputTokensPerS: 1 }).tokens_per_usd,
    null,
  );
  assert.throws(
    () => hiredPrice({ usdPerHour: -1, inputTokensPerS: 1, outputTokensPerS: 1 }),
    /Cannot split a hire of -1/,
  );
});

/** Requests every 100 ms whose TTFT changes over time. */
function changing(count: number, ttftMsAt: (share: number) => number): Sample[] {
  const random = createRandom(8);
  return Array.from({ length: count }, (_, index) => {
    const sentMs = 100 * index;
    const first = sentMs + ttftMsAt(index / count) * (0.9 + 0.2 * random());
    return makeSample({
      index,
      sentMs,
      arrivalsMs: Float64Array.of(first, first + 20, first + 40),
      firstContentMs: first,
      lastContentMs: first + 40,
      endMs: first + 40,
    });
  });
}

Deno.test("timeSeries() cuts a run into windows that hold every request once", () => {
  const samples = changing(205, () => 200);
  const { windows, drift } = timeSeries(samples, 10);
  assert.equal(windows.length, 10);
  assert.equal(windows.reduce((sum, { sent }) => sum + sent, 0), 205);
  assert.ok(Math.abs(windows[3]!.to_s - 4 * 20.4 / 10) < 1e-9);
  assert.ok(windows.slice(1, -1).every((one) => Math.abs(one.output_tokens_per_s - 30) < 5));
  assert.equal(drift.ttft_ms.verdict, "steady");
});

Deno.test("timeSeries() tells a drift, its size and its certainty", () => {
  const { drift } = timeSeries(changing(400, (share) => 200 + 100 * share));
  assert.equal(drift.ttft_ms.verdict, "drifting");
  assert.ok(Math.abs(drift.ttft_ms.change_ms! - 100) < 20, `${drift.ttft_ms.change_ms}`);
  assert.ok(drift.ttft_ms.p_value! < 1e-4);
  assert.equal(drift.tpot_ms.verdict, "steady");
});

Deno.test("timeSeries() of too little says so", () => {
  assert.deepEqual(timeSeries([]).windows, []);
  assert.equal(timeSeries(changing(3, () => 200)).drift.ttft_ms.verdict, "too_few");
});
