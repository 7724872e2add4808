import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type LoadPlan, measure } from "../../jobs/loadgen/mod.ts";
import { startByteServer } from "../testing/byte_server.ts";

const ANSWER_MS = 150;
const REQUESTS = 12;
const RENEW_AFTER_MS = 200;

/** How old requests were when they arrived, ms, at a server that takes one at a time. */
async function agesOnArrival(plan: LoadPlan, renewAfterMs: number | null): Promise<number[]> {
  const agesMs: number[] = [];
  const server = startByteServer(async (peer) => {
    for (;;) {
      const head = await peer.expect("\r\n\r\n");
      agesMs.push(Date.now() - Number(/x-made: (\d+)/.exec(head)![1]));
      await sleep(ANSWER_MS);
      await peer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    }
  });
  const indexes: number[] = [];
  try {
    await measure({
      target: { hostname: "127.0.0.1", port: server.port, tls: false },
      transport: "raw",
      timeouts: { connectMs: 5000, firstByteMs: 10_000, stallMs: 10_000, totalMs: 20_000 },
      caCerts: [],
      plan,
      seed: 1,
      maxRequests: REQUESTS,
      warmupRequests: 0,
      warmupMs: 0,
      workers: 1,
      stopAfterMs: null,
      maxResponseBytes: 1 << 20,
      renewAfterMs,
      buildRequest: (index) => ({
        index,
        bytes: new TextEncoder().encode(
          `GET / HTTP/1.1\r\nhost: x\r\nx-made: ${Date.now()}\r\n\r\n`,
        ),
      }),
      onRecordings: (recordings) => {
        indexes.push(...recordings.map(({ index }) => index));
        return Promise.resolve();
      },
      onStart: () => Promise.resolve(),
      isOver: () => false,
      signal: new AbortController().signal,
    });
  } finally {
    await server.stop();
  }
  assert.deepEqual(indexes.sort((a, b) => a - b), [...Array(REQUESTS).keys()]);
  return agesMs;
}

const PLANS: Record<string, LoadPlan> = {
  "a closed loop": { kind: "closed_loop", concurrency: 1 },
  "an open loop whose requests wait for a place": {
    kind: "open_loop",
    requestRatePerS: 100,
    arrival: "constant",
    burstiness: 1,
    ramp: null,
    maxConcurrency: 1,
  },
};

Deno.test.each(Object.entries(PLANS))(
  "no request of %s leaves with an old signature, however long answers take",
  async (_, plan) => {
    const agesMs = await agesOnArrival(plan, RENEW_AFTER_MS);
    // All are made at once, so that the last is 1,650 ms old where nothing is made anew.
    assert.ok(Math.max(...agesMs) < 1200, `${agesMs}`);
  },
);
