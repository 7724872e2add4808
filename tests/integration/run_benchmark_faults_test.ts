import assert from "node:assert/strict";
import type { Sample } from "../../jobs/samples/mod.ts";
import { FAULTS } from "../../providers/simulated/mod.ts";
import { FAULT_OUTCOMES } from "../testing/fault_outcomes.ts";
import { measureTruth } from "../testing/measured_truth.ts";

/** Faults that leave a client with a hint of when to come back. */
const HINTS = ["http_429", "http_429_date"];

/** Far above the answers' own times, which a busy machine stretches. */
const PATIENCE = [
  ...["--first-byte-timeout", "1.5", "--stall-timeout", "1.5"],
  ...["--request-timeout", "5"],
];

/** Checks what holds for any failed request. */
function assertFailedSample(sample: Sample): void {
  const failure = sample.failure!;
  assert.ok(!failure.message.includes("\n") && failure.message.length <= 300, failure.message);
  assert.ok((failure.bodyExcerpt?.length ?? 0) <= 500);
  assert.ok(sample.sentMs! <= sample.endMs);
  assert.ok(sample.arrivalsMs.every((arrival) => arrival >= sample.sentMs!));
}

Deno.test("every fault of a provider has its kind, phase and status, and the run goes on", async () => {
  const names = Object.keys(FAULTS);
  assert.deepEqual(Object.keys(FAULT_OUTCOMES).sort(), [...names].sort());
  // Every other request is sound: what follows a fault must not suffer from it.
  const faults = names.map((name, n) => ({ name, requests: [2 * n + 1] }));
  const { samples, truth, attempts, outcome } = await measureTruth(
    { ttftMs: 10, itlMs: 1, outputTokens: 9, faults, retryAfterS: 7 },
    [
      ...["--max-num-completed-requests", String(2 * names.length), ...PATIENCE],
      ...["--num-concurrent-requests", "8", "--seed", "3"],
    ],
  );
  assert.equal(samples.length, 2 * names.length);
  // The provider closes one connection just as the next request comes, which it never sees.
  let unseenRetries = 0;
  for (const sample of samples) {
    const tries = attempts.get(sample.index)!;
    const unseen = sample.retries - (tries.length - 1);
    assert.ok(unseen === 0 || unseen === 1, `${unseen}`);
    unseenRetries += unseen;
    const { fault } = truth.get(sample.index)!;
    const expected = fault === null ? null : FAULT_OUTCOMES[fault]!;
    const { failure } = sample;
    assert.deepEqual(
      failure === null ? null : [failure.kind, failure.phase, failure.httpStatus],
      expected,
      `fault ${fault}: ${failure?.message}`,
    );
    if (failure !== null) {
      assertFailedSample(sample);
      assert.equal(failure.retryAfterS !== null, HINTS.includes(fault!), fault!);
    }
    if (fault === "http_429") assert.equal(failure!.retryAfterS, 7);
    if (fault === "html_error_page") assert.match(failure!.bodyExcerpt!, /<h1>502 Bad Gateway/);
    if (fault === "http_401") assert.match(failure!.message, /401: incorrect API key provided$/);
  }
  assert.ok(unseenRetries <= 1, `${unseenRetries}`);
  const played = new Set([...truth.values()].map(({ fault }) => fault));
  for (const name of names) {
    // On a reused connection these look as if it had been closed while idle, or had been left with
    // the rest of another answer, and are asked again.
    const mayBeRepeated = ["refuse", "reset_before_headers", "garbage"].includes(name);
    assert.ok(played.has(name) || mayBeRepeated, `${name} was not played`);
  }
  assert.equal(outcome.status, "complete");
  const { counts } = outcome.statistics;
  assert.equal(counts.started, samples.length);
  assert.equal(counts.started, counts.ok + counts.failed);
});

for (const fault of ["refuse", "reset_before_headers"]) {
  Deno.test(`a provider that plays ${fault} at every request fails every request`, async () => {
    const { samples, outcome } = await measureTruth({ faults: [{ name: fault }] }, [
      ...["--max-num-completed-requests", "6", "--num-concurrent-requests", "2"],
    ]);
    assert.deepEqual({ ...outcome.statistics.failures }, { reset: 6 });
    for (const { failure, retries } of samples) {
      assert.deepEqual([failure!.phase, failure!.httpStatus, retries], ["first_byte", null, 0]);
    }
    assert.equal(outcome.status, "failed");
  });
}

Deno.test("failures are counted by kind exactly as the provider played them", async () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  const rates = ["http_429", "http_503", "reset_mid_stream", "cut_mid_event", "error_event"];
  const { outcome, samples, attempts, truth } = await measureTruth(
    {
      ...{ ttftMs: 10, itlMs: 1, outputTokens: 12, seed },
      faults: rates.map((name) => ({ name, rate: 0.08 })),
    },
    ["--max-num-completed-requests", "80", "--num-concurrent-requests", "8"],
  );
  const played: Record<string, number> = {};
  for (const { fault } of truth.values()) {
    const kind = fault === null ? null : FAULT_OUTCOMES[fault]![0];
    if (kind !== null) played[kind] = (played[kind] ?? 0) + 1;
  }
  const { counts, failures, success_rate } = outcome.statistics;
  assert.deepEqual({ ...failures }, played, `provider seed ${seed}`);
  const failed = Object.values(played).reduce((sum, count) => sum + count, 0);
  assert.deepEqual([counts.started, counts.ok, counts.failed], [80, 80 - failed, failed]);
  assert.equal(success_rate, (80 - failed) / 80);
  assert.equal(samples.length, 80);
  assert.equal(attempts.size, 80);
});

Deno.test("an answer that takes longer than it may is given up, and no sooner", async () => {
  const { samples } = await measureTruth(
    { ttftMs: 10, itlMs: 50, outputTokens: 100 },
    [
      ...["--max-num-completed-requests", "2", "--num-concurrent-requests", "2"],
      ...["--request-timeout", "0.4"],
    ],
  );
  for (const { failure, sentMs, endMs } of samples) {
    assert.equal(failure!.kind, "timeout_total");
    assert.equal(failure!.phase, "body");
    assert.ok(endMs - sentMs! >= 400, `${endMs - sentMs!}`);
  }
});

Deno.test("a run that fails at every request says what the provider said", async () => {
  const { outcome } = await measureTruth(
    { models: ["another"] },
    ["--max-num-completed-requests", "3", "--num-concurrent-requests", "3"],
  );
  assert.equal(outcome.status, "failed");
  assert.match(outcome.reason!, /^no request succeeded; 3 of 3: HTTP 404: .*sim/);
  assert.equal(outcome.statistics.success_rate, 0);
  assert.equal(outcome.statistics.metrics.ttft_ms.p50, null);
});

Deno.test("hammering on a provider that is not there ends after a hundred failures", async () => {
  const { outcome, samples } = await measureTruth(
    { apiKey: "another" },
    ["--max-num-completed-requests", "100000", "--num-concurrent-requests", "4"],
  );
  assert.equal(outcome.status, "failed");
  assert.match(outcome.reason!, /gave up after 100 requests that all failed: HTTP 401: Incorrect/);
  assert.ok(samples.length >= 100 && samples.length < 1000, `${samples.length} requests`);
  assert.equal(outcome.statistics.counts.started, samples.length);
});
