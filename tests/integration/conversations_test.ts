import assert from "node:assert/strict";
import { join } from "node:path";
import { createWorkload, findWorkload } from "../../jobs/workloads/mod.ts";
import type { QualityFigures } from "../../jobs/quality/quality_figures.ts";
import { startSimulatedProviderWorker } from "../../providers/simulated/mod.ts";
import { shortAnswer, startChatServer } from "../testing/chat_server.ts";
import { type FinishedJob, runJob } from "../testing/run_job.ts";

const CONVERSATIONS = 8;
const TURNS = 3;
const REQUESTS = CONVERSATIONS * TURNS;
const THINK_MS = 400;
const SEED = 7;

interface Played extends FinishedJob {
  turns: NonNullable<QualityFigures["load"]["turns"]>;
  /** For each turn after the first: when it left after the end of the one before, ms. */
  gapsMs: number[];
  /** The same with when it was to leave. */
  scheduledGapsMs: number[];
}

/** Plays eight conversations of three turns, each two words long. */
async function played(baseUrl: string, args: readonly string[]): Promise<Played> {
  const dir = await Deno.makeTempDir({ prefix: "lapboard_chats_" });
  try {
    const file = join(dir, "chats.jsonl");
    const lines = Array.from({ length: CONVERSATIONS }, (_, number) => {
      const messages = Array.from(
        { length: 2 * TURNS - 1 },
        (_, at) =>
          at % 2 === 0
            ? { role: "user", content: `Question ${number}.${at}?`, think_ms: THINK_MS }
            : { role: "assistant", content: "Two words" },
      );
      return JSON.stringify({ id: `chat ${number}`, messages });
    });
    await Deno.writeTextFile(file, lines.join("\n"));
    const finished = await runJob([
      ...["--url", baseUrl, "--model", "sim", "--workload", file, "--seed", String(SEED)],
      ...["--max-num-completed-requests", String(REQUESTS), "--workers", "2", ...args],
    ]);
    const workload = await createWorkload(findWorkload(file), { seed: SEED });
    const { samples, outcome } = finished;
    assert.equal(samples.length, REQUESTS);
    const later = samples.flatMap((sample) => {
      const { follows } = workload.request(sample.index).conversation!;
      return follows === null ? [] : [{ ...sample, answeredMs: samples[follows]!.endMs }];
    });
    assert.equal(later.length, REQUESTS - CONVERSATIONS);
    return {
      ...finished,
      gapsMs: later.map(({ sentMs, answeredMs }) => sentMs! - answeredMs),
      scheduledGapsMs: later.map(({ scheduledMs, answeredMs }) => scheduledMs - answeredMs),
      turns: (outcome.quality["load"] as QualityFigures["load"]).turns!,
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function withProvider(measure: (baseUrl: string) => Promise<void>): Promise<void> {
  const provider = await startSimulatedProviderWorker({
    countPromptTokens: false,
    outputTokens: 5,
  });
  try {
    await measure(provider.baseUrl);
  } finally {
    await provider.stop();
  }
}

Deno.test("a closed loop lets every user read the answer and think, and is never late for it", async () => {
  await withProvider(async (baseUrl) => {
    const args = ["--num-concurrent-requests", "8"];
    const { gapsMs, turns, scheduledGapsMs } = await played(baseUrl, args);
    // Times of samples are rounded to a microsecond.
    assert.ok(Math.min(...gapsMs) >= THINK_MS - 0.002, `${Math.min(...gapsMs)} ms`);
    assert.deepEqual(turns, { later: REQUESTS - CONVERSATIONS, postponed: 0, after_failure: 0 });
    assert.ok(Math.min(...scheduledGapsMs) >= THINK_MS - 0.002, "thinking is not lateness");
  });
});

Deno.test("an open loop holds back turns that are due too early, and says how many", async () => {
  await withProvider(async (baseUrl) => {
    const args = ["--request-rate", "200", "--arrival", "constant"];
    const { gapsMs, turns, samples, outcome } = await played(baseUrl, args);
    assert.ok(Math.min(...gapsMs) >= THINK_MS - 0.002, `${Math.min(...gapsMs)} ms`);
    // All are due within 120 ms, so no later turn can leave at its time unless the machine stalls.
    assert.equal(turns.later, REQUESTS - CONVERSATIONS);
    assert.ok(turns.postponed > 0.75 * turns.later, `${turns.postponed}`);
    for (const { index, scheduledMs } of samples) {
      assert.ok(Math.abs(scheduledMs - index * 5) < 0.01, `request ${index}: ${scheduledMs}`);
    }
    // Two thirds of the requests wait for their turn; however late this machine is, that is taken off.
    const { schedule_lag_ms: all, own_schedule_lag_ms: own } = outcome
      .quality as unknown as QualityFigures;
    assert.ok(all.p50! - own.p50! > THINK_MS / 2, `${all.p50} ms, of which ${own.p50} ms its own`);
  });
});

Deno.test({
  name: "threads that wait for their own sockets and times let users think as long",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await withProvider(async (baseUrl) => {
      for (const load of [["--num-concurrent-requests", "8"], ["--request-rate", "200"]]) {
        const { gapsMs } = await played(baseUrl, ["--transport", "ffi", ...load]);
        assert.ok(Math.min(...gapsMs) >= THINK_MS - 0.002, `${Math.min(...gapsMs)} ms`);
      }
    });
  },
});

Deno.test("a conversation goes on after a turn that was refused, and that is counted", async () => {
  const server = startChatServer(({ body }) =>
    /Question 3\.0/.test(body) && !/Question 3\.2/.test(body)
      ? new Response("no", { status: 500 })
      : shortAnswer()
  );
  try {
    const { turns, outcome } = await played(server.baseUrl, ["--num-concurrent-requests", "4"]);
    assert.equal(turns.after_failure, 1);
    assert.deepEqual(outcome.statistics.failures, { http_5xx: 1 });
  } finally {
    await server.stop();
  }
});
