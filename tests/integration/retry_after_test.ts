import assert from "node:assert/strict";
import type { QualityFigures } from "../../jobs/quality/quality_figures.ts";
import { shortAnswer, startChatServer } from "../testing/chat_server.ts";
import { type FinishedJob, runJob } from "../testing/run_job.ts";

const PAUSE_MS = 700;
/** Requests that are under way to the server, or in a thread's hands, when the answer leaves. */
const UNDER_WAY_MS = 200;

/** What a server saw, by its own clock, and what the run made of it. */
interface Seen extends FinishedJob {
  /** When each request reached the server, ms. */
  reachedMs: number[];
  /** When the answer that asks to wait left. */
  askedMs: number;
  load: QualityFigures["load"];
}

/** Measures a server that asks with its fifth answer to wait. */
async function measured(args: string[], status: number, headers: HeadersInit): Promise<Seen> {
  const reachedMs: number[] = [];
  let askedMs = NaN;
  const server = startChatServer(() => {
    reachedMs.push(performance.now());
    if (reachedMs.length !== 5) return shortAnswer();
    askedMs = performance.now();
    return new Response("slow down", { status, headers });
  });
  try {
    const finished = await runJob(["--url", server.baseUrl, "--model", "m", ...args]);
    const load = finished.outcome.quality["load"] as QualityFigures["load"];
    return { ...finished, reachedMs, askedMs, load };
  } finally {
    await server.stop();
  }
}

function longestSilenceMs(reachedMs: readonly number[]): number {
  return Math.max(...reachedMs.slice(1).map((time, at) => time - reachedMs[at]!));
}

Deno.test("a closed loop told to respect Retry-After waits in every thread, and says for how long", async () => {
  const args = ["--num-concurrent-requests", "8", "--workers", "2", "--respect-retry-after"];
  const { outcome, samples, reachedMs, askedMs, load } = await measured(
    [...args, "--max-num-completed-requests", "60"],
    429,
    { "retry-after-ms": String(PAUSE_MS) },
  );
  const tooEarly = reachedMs.filter((time) =>
    time > askedMs + UNDER_WAY_MS && time < askedMs + PAUSE_MS - 5
  );
  assert.deepEqual(tooEarly, []);
  assert.equal(samples.length, 60);
  assert.deepEqual(outcome.statistics.failures, { rate_limited: 1 });
  assert.equal(load.pauses, 1);
  assert.ok(Math.abs(load.paused_ms - PAUSE_MS) <= 1, `${load.paused_ms} ms`);
  assert.match(String(outcome.quality["notes"]), /the plan paused for 0\.7 s in all, once/);
  assert.equal(outcome.record.plan["respect_retry_after"], true);
  // A slot's turn comes when the pause is over, so the wait is nobody's lateness.
  const lags = samples.map(({ sentMs, scheduledMs }) => sentMs! - scheduledMs);
  assert.ok(Math.max(...lags) < PAUSE_MS / 2, `${Math.max(...lags)} ms`);
});

Deno.test("an open loop's plan stands still in a pause and goes on as it was, late and counted", async () => {
  const { outcome, samples, reachedMs, load } = await measured(
    ["--request-rate", "50", "--arrival", "constant", "--workers", "2", "--respect-retry-after"]
      .concat("--max-num-completed-requests", "30"),
    503,
    { "retry-after": "1" },
  );
  assert.equal(samples.length, 30);
  assert.ok(longestSilenceMs(reachedMs) > 900, `${longestSilenceMs(reachedMs)} ms`);
  assert.ok(Math.abs(load.paused_ms - 1000) <= 1, `${load.paused_ms} ms`);
  // Planned times stay what they were.
  for (const { index, scheduledMs } of samples) {
    assert.ok(Math.abs(scheduledMs - index * 20) < 0.01, `request ${index}: ${scheduledMs}`);
  }
  const postponed = samples.filter(({ sentMs, scheduledMs }) => sentMs! - scheduledMs >= 999);
  assert.ok(postponed.length >= 20, `${postponed.length}`);
  assert.ok(load.late >= postponed.length);
  // What the provider asked for is not held against this client.
  const lag = outcome.quality["own_schedule_lag_ms"] as QualityFigures["own_schedule_lag_ms"];
  assert.ok(lag.p50! < 500, `${lag.p50} ms`);
  assert.equal(load.sent + load.not_started + load.left_over!, load.planned);
});

Deno.test("a run whose time is over while it pauses ends, and accounts for what never left", async () => {
  const { samples, load } = await measured(
    ["--request-rate", "100", "--arrival", "constant", "--respect-retry-after", "--timeout", "0.8"]
      .concat("--max-num-completed-requests", "500"),
    429,
    { "retry-after": "3600" },
  );
  assert.ok(samples.length < 60, `${samples.length}`);
  assert.equal(load.capped_pauses, 1);
  assert.ok(load.paused_ms > 300 && load.paused_ms < 5000, `${load.paused_ms} ms`);
  assert.ok(load.not_started >= 20, `${load.not_started}`);
  assert.equal(load.sent + load.not_started + load.left_over!, 500);
});

Deno.test("a run that was not told to goes on, counts what was refused and says how many", async () => {
  let answers = 0;
  const server = startChatServer(() =>
    ++answers % 4 === 0
      ? new Response("slow down", { status: 429, headers: { "retry-after": "30" } })
      : shortAnswer()
  );
  try {
    const args = ["--url", server.baseUrl, "--model", "m", "--max-num-completed-requests", "40"];
    const { outcome, samples } = await runJob(args);
    assert.deepEqual(outcome.statistics.failures, { rate_limited: 10 });
    assert.equal((outcome.quality["load"] as QualityFigures["load"]).paused_ms, 0);
    assert.match(
      String(outcome.quality["notes"]),
      /25\.0 % of the requests were rate-limited: the load was over the quota/,
    );
    const limited = samples.filter(({ failure }) => failure?.kind === "rate_limited");
    assert.deepEqual(new Set(limited.map(({ failure }) => failure!.retryAfterS)), new Set([30]));
  } finally {
    await server.stop();
  }
});
