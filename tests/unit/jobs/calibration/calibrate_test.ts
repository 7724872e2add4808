import assert from "node:assert/strict";
import { calibrate, type CalibrationOptions } from "../../../../jobs/calibration/mod.ts";
import { TRANSPORTS } from "../../../../jobs/wire/mod.ts";

const OPTIONS: CalibrationOptions = {
  kind: "closed_loop",
  concurrency: 4,
  itlMs: 10,
  durationMs: 500,
  transport: "raw",
  workers: 1,
  signal: new AbortController().signal,
};

for (const transport of TRANSPORTS) {
  Deno.test({
    name: `calibrate() states the client's error over ${transport}, which is never negative`,
    ignore: transport === "ffi" && Deno.build.os !== "linux",
    fn: async () => {
      const result = await calibrate({ ...OPTIONS, transport });
      // Events that arrive before they are sent would have been a reason to discard it.
      assert.equal(result.discardedReason, null);
      const { eventErrorMs, ttftErrorMs } = result;
      assert.ok(eventErrorMs.p50! > 0, `${eventErrorMs.p50}`);
      assert.ok(eventErrorMs.p99! >= eventErrorMs.p50!);
      assert.ok(ttftErrorMs.p50! > 0, `${ttftErrorMs.p50}`);
      assert.deepEqual([result.events, result.requests], [300, 12]);
      assert.ok(result.eventsPerS! > 50);
      assert.ok(result.readsPerEvent! > 0.3 && result.readsPerEvent! <= 1);
    },
  });
}

Deno.test("calibrate() paces an open loop and shares streams among threads", async () => {
  const result = await calibrate({ ...OPTIONS, kind: "open_loop", concurrency: 16, workers: 2 });
  assert.equal(result.discardedReason, null);
  assert.equal(result.workers, 2);
  assert.ok(result.eventErrorMs.p50! > 0);
});

Deno.test("calibrate() that is interrupted says so and states nothing", async () => {
  const interrupt = new AbortController();
  const calibrating = calibrate({ ...OPTIONS, durationMs: 20_000, signal: interrupt.signal });
  setTimeout(() => interrupt.abort(), 300);
  const result = await calibrating;
  assert.equal(result.discardedReason, "it was interrupted");
  assert.deepEqual(result.eventErrorMs, { p50: null, p99: null });
});
