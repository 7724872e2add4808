import assert from "node:assert/strict";
import { PacedAlarm } from "../../../../jobs/loadgen/paced_alarm.ts";
import { Pacer } from "../../../../jobs/loadgen/pacer.ts";
import { TICK_MS } from "../../../../jobs/loadgen/ticker.ts";
import { nowMs, unixOriginMs } from "../../../../jobs/wire/mod.ts";

/** Times of requests, dealt to two threads in turn; both alarms are listened to on this thread. */
const DUE_MS = Float64Array.from({ length: 40 }, (_, index) => 30 + 3.3 * index);

Deno.test("a thread is woken for its own requests, never early, and at every tick", async () => {
  const pacer = new Pacer(2);
  const originUnixMs = unixOriginMs() + nowMs();
  const startMs = originUnixMs - unixOriginMs();
  const done = Promise.withResolvers<void>();
  const sentAtMs = [new Map<number, number>(), new Map<number, number>()];
  let wakes = 0;
  const alarms = sentAtMs.map((sent, thread) => {
    let next = thread;
    const alarm = new PacedAlarm(pacer.bells[thread]!);
    alarm.start({
      firstMs: startMs,
      everyMs: TICK_MS,
      nextDueMs: () => next < DUE_MS.length ? startMs + DUE_MS[next]! : Infinity,
      onWake: (now) => {
        wakes++;
        for (; next < DUE_MS.length && startMs + DUE_MS[next]! <= now; next += 2) {
          sent.set(next, now - startMs);
        }
        if (sentAtMs.every(({ size }) => size === DUE_MS.length / 2)) done.resolve();
      },
    });
    return alarm;
  });
  pacer.start(originUnixMs, DUE_MS);
  // Waiting for memory does not keep a process running.
  const alive = setInterval(() => {}, 1000);
  await done.promise;
  clearInterval(alive);
  for (const alarm of alarms) alarm.stop();
  pacer.end();
  for (const [thread, sent] of sentAtMs.entries()) {
    for (const [index, atMs] of sent) {
      assert.equal(index % 2, thread);
      assert.ok(atMs >= DUE_MS[index]!, `${index}: ${atMs} before ${DUE_MS[index]}`);
    }
  }
  // A busy machine may come to several of them at once.
  assert.ok(wakes >= 2, `${wakes}`);
  assert.ok(alarms.every(({ spunMs }) => spunMs >= 0));
});

Deno.test("a stopped alarm is deaf", async () => {
  const pacer = new Pacer(1);
  const alarm = new PacedAlarm(pacer.bells[0]!);
  let wakes = 0;
  alarm.start({ firstMs: 0, everyMs: 1, nextDueMs: () => Infinity, onWake: () => wakes++ });
  alarm.stop();
  pacer.start(unixOriginMs() + nowMs(), new Float64Array());
  await new Promise((resolve) => setTimeout(resolve, 50));
  pacer.end();
  assert.equal(wakes, 0);
});
