import assert from "node:assert/strict";
import { quantile, sampleMetrics } from "../../jobs/metrics/mod.ts";
import type { Sample } from "../../jobs/samples/mod.ts";
import { createChatWorkload } from "../../jobs/workloads/mod.ts";
import type { TrueEvent, TrueRequest } from "../../providers/simulated/mod.ts";
import { type MeasuredTruth, measureTruth } from "../testing/measured_truth.ts";

const REQUESTS = 24;
/** Far above what is seen on a quiet machine: tests share theirs with others. */
/**
 * A busy machine is late with many reads, but not with all: the quickest tenth shows whether times
 * are those of the events.
 */
const QUICK_TENTH_ERROR_MS = 2;

/** Fresh at every run: what holds for one seed only does not hold. */
const freshSeed = () => crypto.getRandomValues(new Uint32Array(1))[0]!;

const isText = ({ sort }: TrueEvent) => sort === "content" || sort === "reasoning";
const tokensOf = (events: readonly TrueEvent[]) => events.reduce((sum, e) => sum + e.tokens, 0);
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5)!;
}

/** Equal but for the last bits of a double. */
function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

/** Holds one sample against what the provider really did. Returns how late each event was seen. */
function holdAgainstTruth(
  sample: Sample,
  truth: TrueRequest,
  { onRunClock, clockToleranceMs }: MeasuredTruth,
): number[] {
  const events = truth.events.filter(isText);
  const reasoning = events.filter((event) => event.sort === "reasoning");
  const content = events.filter((event) => event.sort === "content");
  assert.equal(sample.failure, null);
  assert.equal(truth.fault, null);

  assert.equal(sample.arrivalsMs.length, events.length, "events found");
  assert.deepEqual(Array.from(sample.tokensPerEvent), events.map((event) => event.tokens));
  const errorsMs = events.map((event, i) => sample.arrivalsMs[i]! - onRunClock(event.sent_ms!));
  for (const [i, errorMs] of errorsMs.entries()) {
    assert.ok(errorMs >= -clockToleranceMs, `event ${i} was seen ${-errorMs} ms before it left`);
  }
  assert.ok(onRunClock(truth.received_ms) >= sample.sentMs! - clockToleranceMs);

  const { tokens } = sample;
  assert.equal(tokens.ownOutput, truth.output_tokens);
  assert.equal(tokens.usageOutput, truth.output_tokens);
  assert.equal(tokens.ownReasoning, tokensOf(reasoning));
  assert.equal(tokens.usageReasoning, tokensOf(reasoning));
  assert.equal(tokens.requestedInput, truth.prompt_tokens);
  assert.equal(tokens.ownInput, truth.prompt_tokens);
  assert.equal(tokens.usageInput, truth.prompt_tokens);
  assert.equal(tokens.requestedOutput, truth.output_tokens);

  assert.equal(sample.firstReasoningMs, reasoning.length === 0 ? null : sample.arrivalsMs[0]);
  assert.equal(sample.firstContentMs, sample.arrivalsMs[events.indexOf(content[0]!)]);
  assert.equal(sample.lastContentMs, sample.arrivalsMs.at(-1));
  // The role-only event came first, and counts as an event but as nothing more.
  const role = truth.events[0]!;
  assert.equal(role.sort, "role");
  assert.ok(sample.firstEventMs! >= onRunClock(role.sent_ms!) - clockToleranceMs);
  assert.ok(sample.firstByteMs! <= sample.firstEventMs!);
  assert.ok(sample.firstEventMs! <= sample.arrivalsMs[0]!);
  assert.ok(sample.lastContentMs! <= sample.endMs);

  const metrics = sampleMetrics(sample);
  assertNear(metrics.ttft_ms!, sample.arrivalsMs[0]! - sample.sentMs!);
  assertNear(metrics.ttfa_ms!, sample.firstContentMs! - sample.sentMs!);
  return errorsMs;
}

const PROFILES = [
  { profile: "deterministic" },
  { profile: "lognormal" },
  { profile: "engine-steps" },
  { profile: "multi-token", itlMs: 6 },
  { profile: "reasoning" },
  { profile: "stalls" },
];

for (const behaviour of PROFILES) {
  Deno.test(`every event of the profile ${behaviour.profile} is found once, when it came, with its tokens`, async () => {
    const seed = freshSeed();
    const providerSeed = freshSeed();
    const seeds = `job seed ${seed}, provider seed ${providerSeed}`;
    const measured = await measureTruth(
      { ttftMs: 20, itlMs: 2, seed: providerSeed, ...behaviour },
      [
        ...["--max-num-completed-requests", String(REQUESTS), "--num-concurrent-requests", "6"],
        ...["--mean-output-tokens", "40", "--stddev-output-tokens", "10", "--seed", String(seed)],
      ],
    );
    const { outcome, samples, truth, attempts } = measured;

    assert.deepEqual(samples.map(({ index }) => index), [...Array(REQUESTS).keys()], seeds);
    assert.deepEqual([...truth.keys()].sort((a, b) => a - b), [...Array(REQUESTS).keys()], seeds);
    assert.ok([...attempts.values()].every((each) => each.length === 1), "asked twice");
    const errorsMs = samples.flatMap((sample) => {
      try {
        return holdAgainstTruth(sample, truth.get(sample.index)!, measured);
      } catch (error) {
        throw new Error(`request ${sample.index} (${seeds})`, { cause: error });
      }
    });
    const quickMs = quantile(Float64Array.from(errorsMs).sort(), 0.1);
    assert.ok(quickMs < QUICK_TENTH_ERROR_MS, `the quickest tenth is off ${quickMs} ms, ${seeds}`);

    // Lengths are those the workload drew for this seed, so the same seed asks the same again.
    const workload = createChatWorkload({
      meanOutputTokens: 40,
      stddevOutputTokens: 10,
      seed,
      cachePolicy: "cold",
    });
    assert.deepEqual(
      samples.map(({ tokens }) => [tokens.requestedInput, tokens.requestedOutput]),
      samples.map(({ index }) => workload.request(index)).map((r) => [r.inputTokens, r.maxTokens]),
    );

    const { counts, metrics, output_token_source } = outcome.statistics;
    assert.deepEqual([counts.started, counts.ok, counts.failed], [REQUESTS, REQUESTS, 0]);
    assert.equal(outcome.status, "complete");
    assert.equal(output_token_source, "usage");
    const events = sum(samples.map(({ arrivalsMs }) => arrivalsMs.length));
    assert.equal(metrics.itl_ms.n, events - REQUESTS);
    assert.equal(metrics.chunk_tokens.n, events);
    const trueTexts = [...truth.values()].flatMap((request) => request.events.filter(isText));
    const trueMean = tokensOf(trueTexts) / trueTexts.length;
    assertNear(metrics.chunk_tokens.mean!, trueMean);
    assertNear(
      metrics.ttft_ms.p50!,
      median(samples.map((sample) => sample.arrivalsMs[0]! - sample.sentMs!)),
    );
    if (behaviour.profile === "multi-token") assert.ok(trueMean > 1.5);
    if (behaviour.profile === "reasoning") {
      assert.ok(metrics.ttfa_ms.p50! > metrics.ttft_ms.p50! + 10);
    } else {
      assert.equal(metrics.ttfa_ms.p50, metrics.ttft_ms.p50);
    }
  });
}

Deno.test("an answer in one piece has an end and tokens, but no first token to speak of", async () => {
  const { samples, truth, onRunClock, clockToleranceMs } = await measureTruth(
    { ttftMs: 20, itlMs: 1, seed: freshSeed() },
    ["--max-num-completed-requests", "6", "--mean-output-tokens", "20", "--no-stream"],
  );
  assert.equal(samples.length, 6);
  for (const sample of samples) {
    const true_ = truth.get(sample.index)!;
    assert.equal(sample.failure, null);
    assert.equal(sample.tokens.ownOutput, true_.output_tokens);
    assert.equal(sample.tokens.usageOutput, true_.output_tokens);
    assert.equal(sample.arrivalsMs.length, 0);
    assert.equal(sampleMetrics(sample).ttft_ms, null);
    const errorMs = sample.lastContentMs! - onRunClock(true_.events[0]!.sent_ms!);
    assert.ok(errorMs >= -clockToleranceMs, `${errorMs}`);
  }
});
