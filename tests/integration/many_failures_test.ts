import assert from "node:assert/strict";
import { FAILURE_KINDS } from "../../jobs/samples/mod.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { resultOf, spawnMeasuring, withTempDir } from "../testing/job_command.ts";

const REQUESTS = 10_000;
const FAILING_SHARE = 0.3;
/** Of the whole process; a run of ten requests takes about 200. */
const MAX_MIB = 700;

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
    await withTempDir(async (cwd) => {
      const child = spawnMeasuring([
        ...["--url", provider.baseUrl, "--model", "sim", "--seed", "11"],
        ...["--mean-input-tokens", "64", "--stddev-input-tokens", "0"],
        ...["--mean-output-tokens", "3", "--stddev-output-tokens", "0"],
        ...["--max-num-completed-requests", String(REQUESTS), "--num-concurrent-requests", "32"],
        ...["--json", "--no-store", "--no-calibrate", "--results-dir", "out"],
      ], { cwd });
      const memory = watchMemory(child.pid);
      const { code, stdout, stderr } = await resultOf(child);
      const peakMib = memory.stop();
      // A busy machine may honestly be called a bad instrument; the run completed all the same.
      assert.ok(code === 0 || code === 3, stderr);
      const { status, counts, failures, success_rate: successRate } = JSON.parse(stdout);
      assert.equal(status, "complete");
      assert.equal(counts.started, REQUESTS);
      assert.equal(counts.ok + counts.failed, REQUESTS);
      const kinds = Object.entries(failures as Record<string, number>);
      assert.equal(kinds.reduce((sum, [, count]) => sum + count, 0), counts.failed);
      const lines = Deno.readTextFileSync(`${cwd}/out/samples.jsonl`).trim().split("\n");
      assert.deepEqual(
        lines.map((line) => JSON.parse(line).index).sort((a, b) => a - b),
        Array.from({ length: REQUESTS }, (_, i) => i),
      );
      for (const [kind] of kinds) {
        assert.ok((FAILURE_KINDS as readonly string[]).includes(kind), kind);
      }
      // Whatever the server did is charged to it, in kinds that differ.
      assert.equal(failures["client"], undefined);
      assert.ok(kinds.length >= 7, JSON.stringify(failures));
      assert.ok(Math.abs(successRate - (1 - FAILING_SHARE)) < 0.05, `${successRate}`);
      assert.ok(peakMib < MAX_MIB, `${peakMib} MiB`);
    });
  } finally {
    await provider.stop();
  }
});

/** Looks at a process's size until it is told to stop, MiB; 0 where the system does not say. */
function watchMemory(pid: number): { stop(): number } {
  let peakMib = 0;
  const timer = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${pid}/status`);
      peakMib = Math.max(peakMib, Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
    } catch (error) {
      // It has ended, or this is not Linux.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return peakMib;
    },
  };
}
