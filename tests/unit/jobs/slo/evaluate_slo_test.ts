import assert from "node:assert/strict";
import { goodput, summarizeRun } from "../../../../jobs/metrics/mod.ts";
import type { Failure, Sample } from "../../../../jobs/samples/mod.ts";
import { evaluateSlo, parseSlo, requestClauses, requestMeets } from "../../../../jobs/slo/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const RESET: Failure = {
  kind: "reset",
  phase: "body",
  httpStatus: null,
  retryAfterS: null,
  message: "reset",
  bodyExcerpt: null,
};

/** Answers with these gaps after a TTFT of 200 ms, one a second; `null` fails. */
function samplesOf(gaps: readonly (number[] | null)[]): Sample[] {
  return gaps.map((own, index) => {
    const sentMs = 1000 * index;
    const arrivals = [sentMs + 200];
    for (const gap of own ?? []) arrivals.push(arrivals.at(-1)! + gap);
    return makeSample({
      index,
      sentMs,
      arrivalsMs: Float64Array.from(arrivals),
      firstContentMs: arrivals[0]!,
      lastContentMs: arrivals.at(-1)!,
      endMs: arrivals.at(-1)!,
      failure: own === null ? RESET : null,
    }, arrivals.length);
  });
}

const evaluate = (slo: string, samples: Sample[]) =>
  evaluateSlo(parseSlo(slo), summarizeRun(samples, { price: null }));

Deno.test("objectives are met or not, each with the value measured", () => {
  const result = evaluate(
    "ttft:p50<=200ms;itl:max<30ms;success>=60%;e2e:min>1s",
    samplesOf([[10, 10], [10, 40], null]),
  );
  assert.deepEqual(result.clauses.map(({ verdict, value }) => [verdict, value]), [
    ["met", 200],
    ["not_met", 40],
    ["met", 2 / 3],
    ["not_met", 220],
  ]);
  assert.equal(result.verdict, "not_met");
  assert.equal(result.expression, "ttft:p50<=200ms;itl:max<30ms;success>=60%;e2e:min>1000ms");
});

Deno.test("a bound itself is met by <= and >= alone", () => {
  const verdicts = (slo: string) => evaluate(slo, samplesOf([[10, 10]])).verdict;
  assert.equal(verdicts("ttft:p50<=200ms"), "met");
  assert.equal(verdicts("ttft:p50<200ms"), "not_met");
  assert.equal(verdicts("ttft:p50>=200ms"), "met");
  assert.equal(verdicts("ttft:p50>200ms"), "not_met");
});

Deno.test("a quantile of too few values is judged, and marked as an estimate", () => {
  const few = evaluate("ttft:p99<1s", samplesOf(Array(40).fill([10]))).clauses[0]!;
  assert.equal(few.verdict, "met");
  assert.equal(few.certified, false);
  assert.match(few.reason!, /40 values are too few/);
  const enough = evaluate("ttft:p50<1s", samplesOf(Array(40).fill([10]))).clauses[0]!;
  assert.equal(enough.certified, true);
  assert.deepEqual(enough.interval, [200, 200]);
});

Deno.test("what a run does not say is not judged, with the reason", () => {
  const result = evaluate("tpot:p50<10ms;ttft:p50<1s", samplesOf([[], []]));
  assert.equal(result.clauses[0]!.verdict, "not_judged");
  assert.match(result.clauses[0]!.reason!, /two output tokens/);
  assert.equal(result.verdict, "not_judged");
  assert.equal(evaluate("ttft:p50<1s", []).verdict, "not_judged");
});

Deno.test("a provider that answers nobody meets no latency objective", () => {
  const { clauses, verdict } = evaluate("ttft:p50<1s;success>=1%", samplesOf([null, null]));
  assert.equal(verdict, "not_met");
  assert.equal(clauses[0]!.value, null);
  assert.equal(clauses[0]!.reason, "no request succeeded");
});

Deno.test("requests that failed by our own fault do not count against a provider", () => {
  const samples = samplesOf([null, null]);
  for (const sample of samples) sample.failure = { ...RESET, kind: "client" };
  assert.equal(evaluate("ttft:p50<1s", samples).verdict, "not_judged");
});

Deno.test("a request is held against the bounds of its latencies, whatever the statistic", () => {
  const slo = parseSlo("ttft:p95<=200ms;itl:p99<=20ms;success>=99%;input_tokens:mean<1");
  assert.deepEqual(requestClauses(slo).map(({ metric }) => metric), ["ttft_ms", "itl_ms"]);
  const meets = requestMeets(slo);
  const [even, uneven, slow, failed, short] = samplesOf([[20, 20], [1, 39], [25, 25], null, []]);
  assert.ok(meets(even!), "at the bounds");
  assert.ok(meets(uneven!), "the mean gap counts");
  assert.ok(!meets(slow!) && !meets(failed!));
  assert.ok(meets(short!), "no gap is held against it");
  assert.ok(!requestMeets(parseSlo("itl:max<=20ms"))(uneven!), "max is the longest gap");
});

Deno.test("where no objective is a request's own, every successful request meets all there are", () => {
  const samples = samplesOf([[10], [10], null]);
  const { share } = goodput(
    samples,
    requestMeets(parseSlo("success>=50%;request_throughput>0.1/s")),
  );
  assert.deepEqual([share.passed, share.asked], [2, 3]);
});

Deno.test("goodput counts requests that meet all, over the window and over all that were asked", () => {
  const samples = samplesOf([[10], [10], [50], null]);
  samples.push({ ...samplesOf([null])[0]!, index: 4, failure: { ...RESET, kind: "client" } });
  samples.push({ ...samplesOf([[10]])[0]!, index: 5, phase: "warmup" });
  const { share, requests_per_s } = goodput(samples, requestMeets(parseSlo("itl:max<20ms")));
  assert.equal(share.passed, 2);
  assert.equal(share.asked, 4);
  const endMs = Math.max(...samples.filter((s) => s.phase === "measured").map((s) => s.endMs));
  assert.ok(Math.abs(requests_per_s! - 2 / (endMs / 1000)) < 1e-12);
  assert.deepEqual(goodput([], () => true).requests_per_s, null);
});
