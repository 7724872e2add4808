import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { measure } from "../../jobs/loadgen/mod.ts";
import { encodeRequest, targetOf } from "../../jobs/wire/mod.ts";
import { startSimulatedProvider } from "../../providers/simulated/mod.ts";

/** Measures 120 short answers; each batch of them takes so long to be processed. */
async function measureWith(maxBacklogBytes: number, processingMs: number) {
  const provider = await startSimulatedProvider({ ttftMs: 5, itlMs: 1, outputTokens: 5 });
  try {
    return await load(provider.baseUrl, maxBacklogBytes, processingMs);
  } finally {
    await provider.stop();
  }
}

async function load(baseUrl: string, maxBacklogBytes: number, processingMs: number) {
  const indexes: number[] = [];
  const { heldBackMs } = await measure({
    target: targetOf(new URL(baseUrl)),
    transport: "raw",
    timeouts: { connectMs: 5000, firstByteMs: 5000, stallMs: 5000, totalMs: 5000 },
    caCerts: [],
    plan: { kind: "closed_loop", concurrency: 2 },
    seed: 1,
    maxRequests: 120,
    warmupRequests: 0,
    warmupMs: 0,
    workers: 1,
    stopAfterMs: null,
    maxResponseBytes: 1024 * 1024,
    maxBacklogBytes,
    buildRequest: (index) => ({
      index,
      bytes: encodeRequest({
        method: "POST",
        url: new URL(`${baseUrl}/chat/completions`),
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          model: "sim",
          messages: [{ role: "user", content: "go" }],
          stream: true,
        }),
      }),
    }),
    onStart: () => Promise.resolve(),
    onRecordings: async (recordings) => {
      await sleep(processingMs);
      indexes.push(...recordings.map(({ index }) => index));
    },
    isOver: () => false,
    signal: new AbortController().signal,
  });
  return { heldBackMs, indexes: indexes.sort((a, b) => a - b) };
}

Deno.test("a load that outruns its processing is held back, says for how long, and loses nothing", async () => {
  const { heldBackMs, indexes } = await measureWith(1, 150);
  assert.ok(heldBackMs >= 100, `${heldBackMs} ms`);
  assert.deepEqual(indexes, [...Array(120).keys()]);
});

Deno.test("a load whose answers are processed in time is never held back", async () => {
  const { heldBackMs, indexes } = await measureWith(64 * 1024 * 1024, 0);
  assert.equal(heldBackMs, 0);
  assert.equal(indexes.length, 120);
});
