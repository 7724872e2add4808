import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type {
  CalibrationJson,
  CalibrationOptions,
  CalibrationResult,
} from "../../jobs/calibration/mod.ts";
import type { Verdict } from "../../jobs/run_record.ts";
import {
  type SimulatedProviderOptions,
  startSimulatedProviderWorker,
} from "../../providers/simulated/mod.ts";
import { resultOf, spawnMeasuring, withTempDir } from "../testing/job_command.ts";
import { type FinishedJob, runJob, type RunJobOptions } from "../testing/run_job.ts";

const RANKS: Verdict[] = ["ok", "suspect", "invalid"];

async function measure(
  behaviour: SimulatedProviderOptions,
  args: readonly string[],
  options: RunJobOptions = {},
): Promise<FinishedJob> {
  const provider = await startSimulatedProviderWorker({ countPromptTokens: false, ...behaviour });
  try {
    return await runJob([
      ...["--url", provider.baseUrl, "--model", "sim"],
      ...["--mean-output-tokens", "30", "--stddev-output-tokens", "0"],
      ...args,
    ], options);
  } finally {
    await provider.stop();
  }
}

/** Calibrates in no time, and notes what it was asked for. */
function fakeCalibration(answer: Partial<CalibrationResult> = {}) {
  const asked: CalibrationOptions[] = [];
  const fake = (options: CalibrationOptions): Promise<CalibrationResult> => {
    asked.push(options);
    const { concurrency, itlMs, transport, workers } = options;
    return Promise.resolve({
      eventErrorMs: { p50: 0.1, p99: 1 },
      ttftErrorMs: { p50: 0.3, p99: 2 },
      serverLatenessMs: { p50: 0.02, p99: 0.5 },
      eventsPerS: 500,
      readsPerEvent: 1,
      events: 300,
      requests: 12,
      discardedReason: null,
      ...{ concurrency, itlMs, transport, workers },
      ...answer,
    });
  };
  return { asked, calibrate: fake };
}

function calibrations({ outcome }: FinishedJob) {
  return outcome.quality["calibration"] as unknown as {
    before: CalibrationJson | null;
    after: CalibrationJson | null;
    skipped_reason: string | null;
  };
}

Deno.test("a closed loop is calibrated at its own streams, first at a usual pace and then at its own", async () => {
  const { asked, calibrate } = fakeCalibration();
  const job = await measure(
    { ttftMs: 10, itlMs: 5 },
    ["--num-concurrent-requests", "6", "--max-num-completed-requests", "12", "--workers", "2"],
    { calibrate },
  );
  const shape = { kind: "closed_loop", concurrency: 6, transport: "raw", workers: 2 };
  assert.deepEqual(
    asked.map(({ kind, concurrency, transport, workers }) => ({
      kind,
      concurrency,
      transport,
      workers,
    })),
    [shape, shape],
  );
  const [before, after] = asked.map(({ itlMs }) => itlMs);
  assert.equal(before, 20);
  assert.ok(after! > 2 && after! < 20, `${after}`);
  const { before: first, after: second, skipped_reason } = calibrations(job);
  assert.deepEqual(first!.event_error_ms, { p50: 0.1, p99: 1 });
  assert.equal(second!.concurrency, 6);
  assert.equal(skipped_reason, null);
});

Deno.test("an open loop is calibrated at the streams it is likely to have, then at those it had", async () => {
  const { asked, calibrate } = fakeCalibration();
  await measure(
    { ttftMs: 50, itlMs: 5 },
    ["--request-rate", "40", "--arrival", "constant", "--max-num-completed-requests", "40"],
    { calibrate },
  );
  const [before, after] = asked;
  assert.equal(before!.kind, "open_loop");
  assert.equal(before!.concurrency, 120);
  // 40 a second for a fifth of a second each.
  assert.ok(after!.concurrency >= 4 && after!.concurrency <= 30, `${after!.concurrency}`);
});

Deno.test("no calibration asks for more streams than this machine could serve itself", async () => {
  const { asked, calibrate } = fakeCalibration();
  await measure({ ttftMs: 5, itlMs: 2 }, [
    ...["--request-rate", "2000", "--max-num-completed-requests", "20"],
  ], { calibrate });
  assert.equal(asked[0]!.concurrency, 256);
});

Deno.test("a run that was told not to calibrate says so, and is suspect at best", async () => {
  const job = await measure({ ttftMs: 5, itlMs: 2 }, ["--max-num-completed-requests", "3"]);
  const { verdict, reasons } = job.outcome.quality;
  assert.notEqual(verdict, "ok");
  assert.ok(reasons.includes("not calibrated: it was switched off"), reasons.join());
});

Deno.test("a run of failures alone is not calibrated afterwards", async () => {
  const { asked, calibrate } = fakeCalibration();
  const job = await measure(
    { faults: [{ name: "http_500" }] },
    ["--max-num-completed-requests", "3"],
    { calibrate },
  );
  assert.equal(asked.length, 1);
  assert.equal(calibrations(job).skipped_reason, "no request succeeded");
  assert.equal(job.outcome.status, "failed");
});

Deno.test("a calibration that fails is a doubt on the record, and the run goes on", async () => {
  const job = await measure(
    { ttftMs: 5, itlMs: 2 },
    ["--max-num-completed-requests", "3"],
    { calibrate: () => Promise.reject(new Error("no port is free")) },
  );
  assert.equal(job.outcome.status, "complete");
  assert.ok(
    job.outcome.quality.reasons.includes(
      "the calibration before the run was discarded: no port is free",
    ),
  );
});

Deno.test({
  name: "the kernel's stamps show the client's own delay, read by read",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { outcome } = await measure(
      { ttftMs: 5, itlMs: 2 },
      ["--max-num-completed-requests", "4", "--transport", "ffi"],
    );
    const { transport, read_delay_ms } = outcome.quality;
    assert.equal(transport, "ffi");
    const { p50, p99 } = read_delay_ms as { p50: number; p99: number };
    assert.ok(p50 > 0 && p50 <= p99 && p99 < 1000, `${p50} ${p99}`);
  },
});

Deno.test("requests that found no place in time are on the record", async () => {
  const { outcome } = await measure({ ttftMs: 400, itlMs: 2 }, [
    ...["--request-rate", "50", "--arrival", "constant", "--max-concurrency", "1"],
    ...["--max-num-completed-requests", "40", "--timeout", "0.9"],
  ]);
  const load = outcome.quality["load"] as Record<string, number>;
  assert.equal(load["planned"], 40);
  assert.ok(load["not_started"]! > 20, JSON.stringify(load));
  assert.equal(load["sent"]! + load["not_started"]! + load["left_over"]!, 40);
  // It waited because the plan allows one at a time: that is not the client's lateness.
  const own = outcome.quality["own_schedule_lag_ms"] as { p99: number };
  assert.ok(own.p99 < 300, `${own.p99}`);
  const lag = outcome.quality["schedule_lag_ms"] as { p99: number };
  assert.ok(lag.p99 > 300, `${lag.p99}`);
});

/** Measures in a process of its own, which is held still for half of the time when `starved`. */
async function verdictOf(baseUrl: string, cwd: string, starved: boolean) {
  const child = spawnMeasuring([
    ...["--url", baseUrl, "--model", "sim", "--no-store", "--no-calibrate", "--json"],
    ...["--num-concurrent-requests", "8", "--max-num-completed-requests", "24"],
    ...["--mean-output-tokens", "30", "--stddev-output-tokens", "0"],
  ], { cwd });
  let running = true;
  const hold = async () => {
    while (running) {
      child.kill("SIGSTOP");
      await delay(HELD_MS);
      child.kill("SIGCONT");
      await delay(HELD_MS);
    }
  };
  const holding = starved ? hold() : Promise.resolve();
  // A process that is held still has not ended, so its status comes between two holds.
  const status = child.status.finally(() => running = false);
  const { stdout, stderr } = await resultOf(child);
  await status;
  await holding.catch((error) => {
    // It ended of its own accord just before the next signal.
    if (!(error instanceof TypeError)) throw error;
  });
  assert.ok(stdout.startsWith("{"), stderr);
  return JSON.parse(stdout).quality as { verdict: Verdict; reasons: string[] };
}

const HELD_MS = 80;

Deno.test("a client that is held still says so, and gets a worse verdict than one left in peace", async () => {
  const provider = await startSimulatedProviderWorker({ ttftMs: 20, itlMs: 10 });
  try {
    await withTempDir(async (dir) => {
      const quiet = await verdictOf(provider.baseUrl, dir, false);
      const starved = await verdictOf(provider.baseUrl, dir, true);
      const shown = JSON.stringify([quiet, starved]);
      assert.ok(RANKS.indexOf(starved.verdict) >= RANKS.indexOf(quiet.verdict), shown);
      assert.ok(starved.reasons.some((reason) => reason.includes("held up")), shown);
    });
  } finally {
    await provider.stop();
  }
});
