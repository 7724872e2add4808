import assert from "node:assert/strict";
import fc from "fast-check";
import { METRIC_NAMES, quantile, summarizeRun } from "../../../../jobs/metrics/mod.ts";
import {
  FAILURE_KINDS,
  type FailureKind,
  roundSample,
  type Sample,
  sampleToJson,
} from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const PRICE = { inputUsdPerMtok: 1, outputUsdPerMtok: 5 };

/** Request `index` leaves at 1,000 x index ms and has `gaps` between its events after 200 ms. */
function answer(index: number, gaps: number[], changes: Partial<Sample> = {}): Sample {
  const sentMs = 1000 * index;
  const arrivals = [sentMs + 200];
  for (const gap of gaps) arrivals.push(arrivals.at(-1)! + gap);
  const base = makeSample({ index, sentMs }, arrivals.length);
  const last = arrivals.at(-1)!;
  return {
    ...base,
    arrivalsMs: Float64Array.from(arrivals),
    lastContentMs: last,
    endMs: last + 10,
    ...changes,
  };
}

function failed(sample: Sample, kind: FailureKind): Sample {
  return {
    ...sample,
    failure: {
      kind,
      phase: "body",
      httpStatus: null,
      retryAfterS: null,
      message: kind,
      bodyExcerpt: null,
    },
  };
}

Deno.test("summarizeRun() of two requests is what a hand calculation gives", () => {
  const run = summarizeRun([answer(0, [10, 30]), answer(1, [20])], { price: PRICE });
  assert.deepEqual(run.counts, { started: 2, ok: 2, failed: 0, warmup: 0 });
  const { itl_ms, e2e_ms, output_tokens, input_tokens, chunk_tokens } = run.metrics;
  assert.equal(itl_ms.n, 3);
  assert.equal(itl_ms.mean, 20);
  assert.equal(itl_ms.p50, 20);
  assert.equal(itl_ms.stddev, 10);
  assert.deepEqual([e2e_ms.min, e2e_ms.max], [220, 240]);
  assert.equal(output_tokens.mean, 2.5);
  assert.equal(input_tokens.mean, 551);
  assert.deepEqual([chunk_tokens.n, chunk_tokens.mean], [5, 1]);
  // From 0 ms, when the first left, to 1,230 ms, when the second had ended.
  assert.deepEqual(run.throughput, {
    window_s: 1.23,
    output_tokens_per_s: 5 / 1.23,
    input_tokens_per_s: 1102 / 1.23,
    total_tokens_per_s: 1107 / 1.23,
    requests_per_s: 2 / 1.23,
  });
  assert.equal(run.success_rate, 1);
  assert.equal(run.output_token_source, "usage");
  assert.equal(run.input_token_source, "usage");
  assert.deepEqual(run.cost, {
    input_usd: 1102 / 1e6,
    output_usd: 25 / 1e6,
    total_usd: 1102 / 1e6 + 25 / 1e6,
    blended_usd_per_mtok: 2,
  });
});

Deno.test("summarizeRun() counts warm-up requests and uses them for nothing", () => {
  const measured = [answer(0, [10]), answer(1, [30])];
  const warmup = answer(2, [5000], { phase: "warmup" });
  const { counts, ...rest } = summarizeRun([...measured, warmup], { price: PRICE });
  const { counts: _, ...expected } = summarizeRun(measured, { price: PRICE });
  assert.deepEqual(counts, { started: 2, ok: 2, failed: 0, warmup: 1 });
  assert.deepEqual(rest, expected);
});

Deno.test("summarizeRun() takes latencies from successful requests and the success rate from all", () => {
  const run = summarizeRun(
    [answer(0, [10]), failed(answer(1, [5000]), "truncated"), failed(answer(2, [1]), "truncated")],
    { price: PRICE },
  );
  assert.deepEqual(run.counts, { started: 3, ok: 1, failed: 2, warmup: 0 });
  assert.deepEqual(run.failures, { truncated: 2 });
  assert.equal(run.metrics.itl_ms.max, 10);
  assert.equal(run.metrics.ttft_ms.n, 1);
  assert.equal(run.metrics.schedule_lag_ms.n, 3);
  assert.equal(run.success_rate, 1 / 3);
  assert.ok(run.success_ci95![0] > 0 && run.success_ci95![1] < 0.8);
  // The failed requests took part of the window, and their tokens count for nothing.
  assert.equal(run.throughput.window_s, 6.21);
  assert.equal(run.throughput.output_tokens_per_s, 2 / 6.21);
});

Deno.test("summarizeRun() charges our own faults to nobody", () => {
  const run = summarizeRun([answer(0, [10]), failed(answer(1, [10]), "client")], { price: null });
  assert.deepEqual(run.counts, { started: 2, ok: 1, failed: 1, warmup: 0 });
  assert.deepEqual(run.failures, { client: 1 });
  assert.equal(run.success_rate, 1);
});

Deno.test("summarizeRun() of no request is null everywhere, and says why", () => {
  const run = summarizeRun([], { price: PRICE });
  for (const name of METRIC_NAMES) {
    assert.equal(run.metrics[name].n, 0);
    assert.equal(run.metrics[name].reason, "no request was measured");
  }
  assert.equal(run.success_rate, null);
  assert.equal(run.success_ci95, null);
  assert.equal(run.stall_rate, null);
  assert.equal(run.output_token_source, null);
  assert.deepEqual(Object.values(run.throughput), [null, null, null, null, null]);
});

Deno.test("summarizeRun() of failures alone says that no request succeeded", () => {
  const unsent = {
    ...failed(answer(0, [10]), "dns"),
    sentMs: null,
    arrivalsMs: new Float64Array(),
    tokensPerEvent: new Uint32Array(),
  };
  const run = summarizeRun([unsent], { price: PRICE });
  assert.equal(run.metrics.ttft_ms.reason, "no request succeeded");
  assert.equal(run.metrics.schedule_lag_ms.reason, "no request was sent");
  assert.equal(run.success_rate, 0);
  assert.equal(run.throughput.window_s, null);
});

Deno.test("summarizeRun() says why a metric of successful requests has no value", () => {
  const reused = answer(0, [], { connectStartMs: null, connectedMs: null });
  const { metrics } = summarizeRun([reused], { price: null });
  assert.equal(
    metrics.connect_ms.reason,
    "every request went over a connection that already stood",
  );
  assert.equal(metrics.itl_ms.reason, "no response had two events with text");
  assert.equal(metrics.ttft_ms.reason, undefined);
});

Deno.test("summarizeRun() says why nothing was streamed where no stream was asked for", () => {
  const whole = answer(0, [], {
    firstContentMs: null,
    arrivalsMs: new Float64Array(),
    tokensPerEvent: new Uint32Array(),
  });
  const notStreamed = "its stream needs a second request";
  const { metrics } = summarizeRun([whole], { price: null, notStreamed });
  for (const name of ["ttft_ms", "ttfa_ms", "itl_ms", "tpot_ms", "chunk_tokens"] as const) {
    assert.deepEqual([metrics[name].p50, metrics[name].reason], [null, notStreamed], name);
  }
  assert.ok(metrics.e2e_ms.p50! > 0);
  // That nothing succeeded says more.
  const { metrics: none } = summarizeRun([failed(whole, "empty")], { price: null, notStreamed });
  assert.equal(none.ttft_ms.reason, "no request succeeded");
});

Deno.test("summarizeRun() calls a gap a stall when it is over five times its request's median", () => {
  const steady = answer(0, [10, 10, 10, 50, 10]);
  const stalling = answer(1, [10, 10, 10, 50.001, 10]);
  // Slow throughout is not a stall; events that came together leave no scale to judge by.
  const slow = answer(2, [100, 100, 100]);
  const bursts = answer(3, [0, 0, 0, 80]);
  const rate = (samples: Sample[]) => summarizeRun(samples, { price: null }).stall_rate;
  assert.equal(rate([steady, slow]), 0);
  assert.equal(rate([steady, stalling, slow, bursts]), 1 / 13);
  assert.equal(rate([bursts]), null);
});

Deno.test("summarizeRun() says which count of tokens it used", () => {
  const reported = answer(0, [10]);
  const silent = answer(1, [10]);
  silent.tokens = { ...silent.tokens, usageOutput: null };
  const source = (samples: Sample[]) => summarizeRun(samples, { price: null }).output_token_source;
  assert.equal(source([reported]), "usage");
  assert.equal(source([silent]), "own");
  assert.equal(source([reported, silent]), "mixed");
});

Deno.test("summarizeRun() leaves a cost unknown where a price is", () => {
  const { cost } = summarizeRun([answer(0, [10])], {
    price: { inputUsdPerMtok: null, outputUsdPerMtok: 5 },
  });
  assert.deepEqual(cost, {
    input_usd: null,
    output_usd: 10 / 1e6,
    total_usd: null,
    blended_usd_per_mtok: null,
    reason: "the price is not known",
  });
});

Deno.test("summarizeRun() charges hired GPUs once over all tokens of the window", () => {
  const samples = [answer(0, [10]), answer(1, [10])];
  const { cost, throughput } = summarizeRun(samples, { price: null, gpuUsdPerHour: 7.2 });
  assert.equal(throughput.window_s, 1.22);
  assert.ok(Math.abs(cost.total_usd! - 0.002 * 1.22) < 1e-15);
  const tokens = 2 * (551 + 2);
  assert.ok(Math.abs(cost.blended_usd_per_mtok! - 0.00244 / tokens * 1e6) < 1e-12);
  assert.equal(cost.input_usd, null);
});

Deno.test("summarizeRun() refuses a run in which two samples have the same index", () => {
  assert.throws(() => summarizeRun([answer(4, []), answer(4, [])], { price: null }), /index 4/);
});

/** Anything that can befall a request. */
const samples: fc.Arbitrary<Sample[]> = fc.array(
  fc.record({
    gaps: fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 12 }),
    kind: fc.option(fc.constantFrom(...FAILURE_KINDS), { freq: 3 }),
    phase: fc.constantFrom("warmup" as const, "measured" as const, "measured" as const),
    usageOutput: fc.option(fc.integer({ min: 0, max: 30 })),
    delay: fc.double({ min: 0, max: 300, noNaN: true }),
  }),
  { maxLength: 40 },
).map((plans) =>
  plans.map(({ gaps, kind, phase, usageOutput, delay }, index) => {
    const base = answer(index, gaps, { phase });
    const sentMs = base.sentMs! + delay / 7;
    const sample = roundSample({
      ...base,
      scheduledMs: base.sentMs! - delay,
      sentMs,
      tokens: { ...base.tokens, usageOutput },
    });
    return kind === null ? sample : failed(sample, kind);
  })
);

Deno.test("summarizeRun() gives the same bytes for the samples in any order", () => {
  fc.assert(
    fc.property(samples, fc.infiniteStream(fc.nat()), (samples, keys) => {
      const shuffled = samples.map((sample) => ({ sample, key: keys.next().value }))
        .sort((a, b) => a.key - b.key).map(({ sample }) => sample);
      assert.equal(
        JSON.stringify(summarizeRun(shuffled, { price: PRICE })),
        JSON.stringify(summarizeRun(samples, { price: PRICE })),
      );
    }),
    { numRuns: 30 },
  );
});

/** Every figure again, from the exported JSON lines alone, by plain code that shares nothing. */
function recompute(lines: readonly string[]) {
  const all = lines.map((line) => JSON.parse(line) as ReturnType<typeof sampleToJson>);
  const measured = all.filter((sample) => sample.phase === "measured");
  const ok = measured.filter((sample) => sample.outcome === "ok");
  const output = (s: (typeof ok)[number]) => s.tokens.usage_output || s.tokens.own_output;
  const e2e = (s: (typeof ok)[number]) => s.last_content_ms! - s.sent_ms!;
  const values = {
    ttft_ms: ok.map((s) => s.first_content_ms! - s.sent_ms!),
    ttft_scheduled_ms: ok.map((s) => s.first_content_ms! - s.scheduled_ms),
    e2e_ms: ok.map(e2e),
    output_tokens: ok.map(output),
    output_tps: ok.map((s) => 1000 * output(s) / e2e(s)),
    tpot_ms: ok.filter((s) => output(s) > 1 && s.last_content_ms! > s.first_content_ms!)
      .map((s) => (s.last_content_ms! - s.first_content_ms!) / (output(s) - 1)),
    itl_ms: ok.flatMap((s) => s.arrivals_ms.slice(1).map((at, i) => at - s.arrivals_ms[i]!)),
    chunk_tokens: ok.flatMap((s) => s.tokens_per_event),
    schedule_lag_ms: measured.map((s) => s.sent_ms! - s.scheduled_ms),
  };
  const start = Math.min(...measured.map((s) => s.sent_ms!));
  const windowS = (Math.max(...measured.map((s) => s.end_ms)) - start) / 1000;
  const judged = measured.filter((s) => s.outcome !== "client").length;
  return {
    values,
    outputThroughput: ok.reduce((sum, s) => sum + output(s), 0) / windowS,
    successRate: judged === 0 ? null : ok.length / judged,
  };
}

Deno.test("summarizeRun() gives what naive code recomputes from the exported samples", () => {
  const near = (got: number | null, expected: number, what: string) =>
    assert.ok(Math.abs(got! - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), what);
  fc.assert(
    fc.property(samples, (samples) => {
      const run = summarizeRun(samples, { price: PRICE });
      const naive = recompute(samples.map((sample) => JSON.stringify(sampleToJson(sample))));
      for (const [name, numbers] of Object.entries(naive.values)) {
        const metric = run.metrics[name as keyof typeof naive.values];
        assert.equal(metric.n, numbers.length, name);
        if (numbers.length === 0) continue;
        const mean = numbers.reduce((a, b) => a + b) / numbers.length;
        near(metric.mean, mean, `${name} mean`);
        near(metric.max, Math.max(...numbers), `${name} max`);
        near(metric.min, Math.min(...numbers), `${name} min`);
        // The median: half of the values on either side of it, ties aside.
        assert.ok(
          numbers.filter((value) => value < metric.p50! - 1e-6).length <= numbers.length / 2,
        );
        assert.ok(
          numbers.filter((value) => value > metric.p50! + 1e-6).length <= numbers.length / 2,
        );
        near(metric.p90, quantile(Float64Array.from(numbers).sort(), 0.9), `${name} p90`);
      }
      assert.equal(run.success_rate, naive.successRate);
      if (samples.some(({ phase }) => phase === "measured")) {
        near(run.throughput.output_tokens_per_s, naive.outputThroughput, "throughput");
      }
    }),
    { numRuns: 60 },
  );
});
