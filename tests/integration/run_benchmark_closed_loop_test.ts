import assert from "node:assert/strict";
import type { TrueRequest } from "../../providers/simulated/mod.ts";
import { measureTruth } from "../testing/measured_truth.ts";

/** Most requests that were between their receipt and their end at one moment. */
function mostInFlight(requests: Iterable<TrueRequest>): number {
  const changes = [...requests].flatMap(({ received_ms, end_ms }) => [
    { atMs: received_ms, by: 1 },
    { atMs: end_ms!, by: -1 },
  ]).sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  return changes.reduce((most, { by }) => Math.max(most, now += by), 0);
}

const QUICK = { ttftMs: 20, itlMs: 2, outputTokens: 20 };

for (const workers of [1, 3]) {
  Deno.test(`a closed loop in ${workers} threads keeps N requests in flight and never more`, async () => {
    const { samples, truth, outcome } = await measureTruth(QUICK, [
      ...["--max-num-completed-requests", "40", "--num-concurrent-requests", "5"],
      ...["--workers", String(workers)],
    ]);
    assert.equal(mostInFlight(truth.values()), 5);
    assert.deepEqual(samples.map(({ index }) => index), [...Array(40).keys()]);
    assert.ok(samples.every(({ failure }) => failure === null));
    assert.equal(outcome.statistics.counts.ok, 40);
    // Each slot opened one connection, ahead of its first request, and kept it.
    assert.equal(samples.filter(({ connectedMs }) => connectedMs !== null).length, 5);
    for (const sample of samples) assert.ok(sample.scheduledMs <= sample.sentMs!);
  });
}

Deno.test("when the time is over nothing more leaves, and what is in flight is waited for", async () => {
  const { samples, truth, attempts, outcome } = await measureTruth(
    { ...QUICK, outputTokens: 200 },
    [
      ...["--max-num-completed-requests", "5000", "--num-concurrent-requests", "6"],
      ...["--timeout", "0.8", "--mean-output-tokens", "200", "--stddev-output-tokens", "0"],
    ],
  );
  assert.equal(outcome.status, "complete");
  // An answer takes 420 ms: the second round is under way when the time is over.
  const started = samples.length;
  assert.ok(started >= 6 && started <= 18, `${started} requests`);
  assert.equal(attempts.size, started);
  assert.ok([...truth.values()].every(({ aborted }) => !aborted));
  assert.ok(samples.every(({ failure }) => failure === null));
  const { counts } = outcome.statistics;
  assert.deepEqual([counts.started, counts.ok, counts.failed], [started, started, 0]);
  const lastSentMs = Math.max(...samples.map(({ sentMs }) => sentMs!));
  assert.ok(lastSentMs < 800 + 100, `one left at ${lastSentMs} ms`);
  assert.ok(Math.max(...samples.map(({ endMs }) => endMs)) > 800, "nothing was left to wait for");
});

Deno.test("an interrupted run keeps every answer that had ended, and nothing else", async () => {
  const interrupt = new AbortController();
  let seen = 0;
  let interruptedUnixMs = Infinity;
  const { samples, truth, outcome, onRunClock } = await measureTruth(QUICK, [
    ...["--max-num-completed-requests", "5000", "--num-concurrent-requests", "4"],
  ], {
    signal: interrupt.signal,
    onSamples(batch) {
      seen += batch.length;
      if (seen < 12) return;
      interruptedUnixMs = Math.min(interruptedUnixMs, Date.now());
      interrupt.abort();
    },
  });
  assert.equal(outcome.status, "interrupted");
  assert.equal(outcome.reason, "interrupted by the user");
  assert.ok(samples.length >= 12 && samples.length < 5000);
  assert.equal(outcome.statistics.counts.started, samples.length);
  assert.ok(samples.every(({ failure }) => failure === null));
  const kept = new Set(samples.map(({ index }) => index));
  assert.equal(kept.size, samples.length);
  const atMs = interruptedUnixMs - outcome.record.clockOriginUnixMs;
  for (const request of truth.values()) {
    const ended = !request.aborted && request.end_ms !== null;
    // What ended at the provider in the last moment may not have been read here.
    if (ended && onRunClock(request.end_ms!) < atMs - 100) {
      assert.ok(kept.has(Number(request.index)), `request ${request.index} is lost`);
    }
    if (!ended) assert.ok(!kept.has(Number(request.index)), "an answer was made up");
  }
});

Deno.test("a run that is interrupted before it begins sends nothing and still ends", async () => {
  const { samples, attempts, outcome } = await measureTruth(QUICK, [], {
    signal: AbortSignal.abort(),
  });
  assert.equal(outcome.status, "interrupted");
  assert.deepEqual([samples.length, attempts.size], [0, 0]);
  assert.equal(outcome.statistics.success_rate, null);
  assert.equal(outcome.statistics.throughput.window_s, null);
});
