import assert from "node:assert/strict";
import {
  exportRun,
  type Format,
  FORMATS,
  importedRun,
  importFile,
} from "../../../../jobs/interchange/mod.ts";
import type { MetricName } from "../../../../jobs/metrics/mod.ts";
import { makeExportedRun } from "../../../testing/exported_run.ts";

/** Metrics that a format carries by our own definition, so that they come back as they left. */
const CARRIED: Record<Format, readonly MetricName[]> = {
  llmperf: [],
  vllm: ["ttft_ms", "itl_ms", "tpot_ms", "e2e_ms"],
  "genai-perf": ["ttft_ms", "tpot_ms", "e2e_ms", "output_tps", "input_tokens", "output_tokens"],
  aiperf: ["ttft_ms", "itl_ms", "tpot_ms", "e2e_ms", "input_tokens", "output_tokens"],
  "llm-optimizer": ["ttft_ms", "itl_ms", "tpot_ms", "e2e_ms"],
};

Deno.test.each(FORMATS.map((format) => ({ format })))(
  "a run exported for $format is recognised and comes back with the same figures",
  ({ format }) => {
    const run = makeExportedRun();
    const [first] = exportRun(run, format);
    const [result, ...others] = importFile(first!.content, first!.name, null);
    assert.equal(others.length, 0);
    assert.equal(result!.format, format);
    assert.equal(result!.model, "llama-3.1-8b");
    assert.equal(result!.statistics.counts.ok, 54);
    for (const name of CARRIED[format]) {
      const [left, back] = [run.statistics.metrics[name], result!.statistics.metrics[name]];
      for (const key of ["mean", "stddev", "p50", "p99"] as const) {
        near(back[key], left[key], `${format} ${name} ${key}`);
      }
    }
  },
);

Deno.test("vLLM's detailed file comes back request by request, failures included", () => {
  const run = makeExportedRun();
  const [file] = exportRun(run, "vllm");
  const [result] = importFile(file!.content, file!.name, null);
  assert.equal(result!.samples.length, 60);
  assert.equal(result!.statistics.counts.failed, 6);
  for (const [i, sample] of result!.samples.entries()) {
    const original = run.samples[i]!;
    assert.equal(sample.failure === null, original.failure === null);
    assert.equal(sample.arrivalsMs.length, original.arrivalsMs.length);
    if (original.failure === null) near(sample.lastContentMs, original.lastContentMs, `${i}`);
  }
});

Deno.test("AIPerf's records come back request by request, failures and warm-up included", () => {
  const made = makeExportedRun();
  const warm = made.samples.map((sample, i) =>
    i < 3 ? { ...sample, phase: "warmup" as const } : sample
  );
  const run = { ...made, samples: warm };
  const [_, file] = exportRun(run, "aiperf");
  const [result, ...others] = importFile(file!.content, file!.name, null);
  assert.equal(others.length, 0);
  assert.equal(result!.format, "aiperf");
  assert.equal(result!.startedAt!.toISOString(), "2026-11-18T09:30:00.000Z");
  assert.deepEqual(result!.statistics.counts, { started: 57, ok: 51, failed: 6, warmup: 3 });
  assert.deepEqual(result!.statistics.failures, { http_5xx: 6 });
  for (const [i, sample] of result!.samples.entries()) {
    const original = run.samples[i]!;
    assert.equal(sample.phase, original.phase);
    assert.equal(sample.failure?.httpStatus, original.failure?.httpStatus);
    assert.equal(sample.arrivalsMs.length, original.arrivalsMs.length);
    near(sample.sentMs, original.sentMs, `sent ${i}`);
    if (original.failure === null) near(sample.lastContentMs, original.lastContentMs, `${i}`);
  }
});

Deno.test("AIPerf's record of one line is read, and says what it does not know", () => {
  const metric = (value: unknown, unit = "ms") => ({ value, unit });
  const record = (metrics: object, error: object | null = null) =>
    JSON.stringify({
      metadata: { request_start_ns: 1759813207532900363, request_end_ns: 1759813207838764604 },
      metrics,
      error,
    });
  const read = (text: string) => importFile(text, "profile_export.jsonl", null)[0]!;

  const reasoned = read(record({
    time_to_first_token: metric(0.1, "sec"),
    time_to_first_output_token: metric(200),
    request_latency: metric(300_000, "us"),
    output_sequence_length: metric(10, "tokens"),
    reasoning_token_count: metric(4, "tokens"),
    usage_completion_tokens: metric(12, "tokens"),
  }));
  const { ttft_ms, ttfa_ms, itl_ms, e2e_ms, output_tokens } = reasoned.statistics.metrics;
  assert.deepEqual([ttft_ms.p50, ttfa_ms.p50, e2e_ms.p50], [100, 200, 300]);
  assert.equal(itl_ms.n, 0, "chunks that are not recorded are not made up");
  assert.equal(output_tokens.p50, 12);
  assert.equal(reasoned.samples[0]!.tokens.ownReasoning, 4);

  const failures = (code: number, type: string) => {
    const { counts, failures, success_rate } =
      read(record({ error_isl: metric(5, "tokens") }, { code, type, message: "told so" }))
        .statistics;
    return [counts.failed, Object.keys(failures)[0], success_rate];
  };
  assert.deepEqual(failures(429, "HTTPError"), [1, "rate_limited", 0]);
  assert.deepEqual(failures(404, "HTTPError"), [1, "http_4xx", 0]);
  assert.deepEqual(failures(503, "HTTPError"), [1, "http_5xx", 0]);
  assert.deepEqual(failures(0, "ValueError"), [1, "stream_error", 0]);
  assert.deepEqual(failures(499, "RequestCancellationError"), [1, "client", null]);
});

Deno.test("LLMPerf's time between tokens counts the first wait, so it is kept apart from ours", () => {
  const [summary] = exportRun(makeExportedRun(), "llmperf");
  const [result] = importFile(summary!.content, summary!.name, null);
  assert.equal(result!.statistics.metrics.itl_ms.n, 0);
  assert.equal(result!.statistics.metrics.tpot_ms.n, 0);
  assert.ok((result!.reported["results_inter_token_latency_s_mean"] as number) > 0);
  assert.match(result!.definitions["itl_ms"]!, /kept apart/);
});

Deno.test("LLMPerf's individual responses make distributions without samples", () => {
  const [_, responses] = exportRun(makeExportedRun(), "llmperf");
  const [result] = importFile(responses!.content, responses!.name, null);
  assert.equal(result!.samples.length, 0);
  assert.equal(result!.statistics.counts.failed, 6);
  assert.equal(result!.statistics.metrics.ttft_ms.n, 54);
});

Deno.test("the inter-token latency of GenAI-Perf and AIPerf is our time per output token", () => {
  const run = makeExportedRun();
  for (const format of ["genai-perf", "aiperf"] as const) {
    const written = JSON.parse(exportRun(run, format)[0]!.content);
    near(written.inter_token_latency.avg, run.statistics.metrics.tpot_ms.mean, format);
  }
});

Deno.test("what only holds totals certifies nothing and says why the rest is absent", () => {
  const [file] = exportRun(makeExportedRun(2000), "genai-perf");
  const [result] = importFile(file!.content, file!.name, null);
  const { ttft_ms, itl_ms } = result!.statistics.metrics;
  assert.deepEqual(ttft_ms.certified, []);
  assert.deepEqual(ttft_ms.ci95, {});
  assert.equal(ttft_ms.p99_9, null);
  assert.equal(itl_ms.p50, null);
  assert.match(itl_ms.reason!, /file of GenAI-Perf does not hold it/);
});

Deno.test("an imported run is invalid by verdict, and apart by workload, region and endpoint", () => {
  const [file] = exportRun(makeExportedRun(), "aiperf");
  const [result] = importFile(file!.content, file!.name, null);
  const { record, end } = importedRun(result!, {
    fileName: file!.name,
    sha256: "00",
    importedAt: new Date("2026-11-22T00:00:00Z"),
    runId: crypto.randomUUID(),
  });
  assert.equal(end.quality?.verdict, "invalid");
  assert.equal(record.workloadId, "imported-aiperf");
  assert.equal(record.region, "imported");
  assert.equal(record.endpoint.enabled, false);
  assert.equal(record.startedAt.toISOString(), "2026-11-18T09:30:00.000Z");
  assert.equal((record.metadata["imported"] as { tool: string }).tool, "AIPerf");
});

Deno.test("a run without answers is refused in one line", () => {
  const run = makeExportedRun();
  const samples = run.samples.filter(({ failure }) => failure !== null);
  for (const format of FORMATS) {
    assert.throws(
      () => exportRun({ ...run, samples }, format),
      /^RangeError: run .* no successful/,
    );
  }
});

Deno.test("a file that AIPerf itself wrote of the simulated provider is read as it was measured", () => {
  const url = new URL("../../../testing/interchange/aiperf_0_13.json", import.meta.url);
  const [result] = importFile(Deno.readTextFileSync(url), "profile_export_aiperf.json", null);
  assert.equal(result!.format, "aiperf");
  assert.equal(result!.toolVersion, "0.13.0");
  assert.equal(result!.model, "sim");
  assert.deepEqual(result!.plan, { kind: "closed_loop", concurrency: 2 });
  const { counts, metrics, throughput } = result!.statistics;
  assert.deepEqual(counts, { started: 20, ok: 20, failed: 0, warmup: 0 });
  // What the simulated provider did: 200 ms, then 19 gaps of 20 ms.
  assert.ok(Math.abs(metrics.ttft_ms.p50! - 200) < 20);
  assert.ok(Math.abs(metrics.itl_ms.p50! - 20) < 1);
  assert.ok(Math.abs(metrics.e2e_ms.p50! - 580) < 20);
  assert.equal(metrics.input_tokens.mean, 50);
  assert.ok(throughput.requests_per_s! > 3);
});

Deno.test("records that AIPerf itself wrote give the figures of its own summary", () => {
  const url = new URL("../../../testing/interchange/aiperf_0_13_records.jsonl", import.meta.url);
  const [result] = importFile(Deno.readTextFileSync(url), "profile_export.jsonl", null);
  assert.equal(result!.format, "aiperf");
  assert.equal(result!.startedAt!.toISOString(), "2026-11-22T10:16:00.947Z");
  const { counts, metrics, throughput } = result!.statistics;
  assert.deepEqual(counts, { started: 20, ok: 20, failed: 0, warmup: 0 });
  near(metrics.ttft_ms.mean, 207.34459245, "TTFT");
  near(metrics.ttft_ms.stddev, 8.050460614374412 * Math.sqrt(20 / 19), "its spread, divisor n - 1");
  near(metrics.itl_ms.mean, 20.375099231578947, "gaps between chunks");
  assert.equal(metrics.itl_ms.n, 380);
  near(metrics.e2e_ms.mean, 594.47147785, "end to end");
  near(throughput.window_s, 6.058546432, "first request to last answer");
  assert.equal(metrics.output_tokens.mean, 20, "what the provider counted");
  assert.equal(result!.samples[0]!.tokens.ownOutput, 90, "what AIPerf's tokenizer counted");
});

function near(actual: number | null | undefined, expected: number | null, label: string): void {
  assert.ok(typeof actual === "number" && expected !== null, `${label}: ${actual}, ${expected}`);
  const error = Math.abs(actual - expected);
  // Samples are rounded to the microsecond on their way back; pooled spreads lack their n.
  assert.ok(error <= 0.002 + 1e-3 * Math.abs(expected), `${label}: ${actual}, ${expected}`);
}
