import assert from "node:assert/strict";
import { FAILURE_KINDS } from "../../jobs/samples/mod.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { runJob } from "../testing/run_job.ts";

const REQUESTS = 10_000;
const FAILING_SHARE = 0.3;
const MAX_GROWTH_BYTES = 400 * 1024 * 1024;

/** Ways to fail that end by themselves: of statuses, of streams, and of connections. */
const FAULTS = [
  ...["http_400", "http_401", "http_404", "http_429", "http_429_absurd", "http_500", "http_503"],
  ...["json_error_200", "redirect_other_host", "html_error_page", "garbage", "refuse"],
  ...["reset_after_headers", "reset_mid_stream", "reset_mid_event", "reset_mid_chunk_size"],
  ...["cut_mid_event", "empty_body", "only_usage", "only_comments", "only_role"],
  ...["error_event", "invalid_json_event", "huge_headers"],
];

Deno.test("10,000 requests of which three in ten fail in random ways are all accounted for", async () => {
  // Each is rolled for by itself, and the first that comes up is played.
  const rate = 1 - (1 - FAILING_SHARE) ** (1 / FAULTS.length);
  const provider = await startSimulatedProviderWorker({
    ttftMs: 0,
    itlMs: 0,
    outputTokens: 3,
    countPromptTokens: false,
    truthCapacity: 1,
    faults: FAULTS.map((name) => ({ name, rate })),
  });
  try {
    const before = Deno.memoryUsage().rss;
    let peak = before;
    const { outcome, samples } = await runJob([
      ...["--url", provider.baseUrl, "--model", "sim", "--seed", "11"],
      ...["--mean-input-tokens", "64", "--stddev-input-tokens", "0"],
      ...["--mean-output-tokens", "3", "--stddev-output-tokens", "0"],
      ...["--max-num-completed-requests", String(REQUESTS), "--num-concurrent-requests", "32"],
    ], { onSamples: () => peak = Math.max(peak, Deno.memoryUsage().rss) });

    const { counts, failures, success_rate: successRate } = outcome.statistics;
    assert.equal(outcome.status, "complete");
    assert.equal(counts.started, REQUESTS);
    assert.equal(counts.ok + counts.failed, REQUESTS);
    assert.equal(Object.values(failures).reduce((sum, count) => sum + count, 0), counts.failed);
    assert.deepEqual(
      samples.map(({ index }) => index),
      Array.from({ length: REQUESTS }, (_, i) => i),
    );
    for (const kind of Object.keys(failures)) {
      assert.ok((FAILURE_KINDS as readonly string[]).includes(kind), kind);
    }
    // Whatever the server did is charged to it, in kinds that differ.
    assert.equal(failures["client"], undefined);
    assert.ok(Object.keys(failures).length >= 7, JSON.stringify(failures));
    assert.ok(Math.abs(successRate! - (1 - FAILING_SHARE)) < 0.05, `${successRate}`);
    assert.ok(peak - before < MAX_GROWTH_BYTES, `${(peak - before) / 1024 / 1024} MiB more`);
  } finally {
    await provider.stop();
  }
});
