import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Scheduler, type Timed } from "../../../../providers/simulated/scheduler.ts";

const clock = () => performance.now();

Deno.test("Scheduler fires everything in order of due time and nothing early", async () => {
  const scheduler = new Scheduler(clock);
  const fired: { dueMs: number; atMs: number }[] = [];
  const startMs = clock();
  const count = 200;
  const done = Promise.withResolvers<void>();
  for (let i = 0; i < count; i++) {
    const dueMs = startMs + ((i * 7919) % count) / 4;
    scheduler.add({
      dueMs,
      fire() {
        fired.push({ dueMs, atMs: clock() });
        if (fired.length === count) done.resolve();
      },
    });
  }
  await done.promise;
  scheduler.stop();
  assert.deepEqual(fired.map((f) => f.dueMs), fired.map((f) => f.dueMs).sort((a, b) => a - b));
  for (const { dueMs, atMs } of fired) assert.ok(atMs >= dueMs);
});

Deno.test("Scheduler fires what becomes due before what it waits for", async () => {
  const scheduler = new Scheduler(clock);
  const order: string[] = [];
  const done = Promise.withResolvers<void>();
  scheduler.add({ dueMs: clock() + 40, fire: () => (order.push("late"), done.resolve()) });
  scheduler.add({ dueMs: clock() + 10, fire: () => order.push("early") });
  await done.promise;
  scheduler.stop();
  assert.deepEqual(order, ["early", "late"]);
});

Deno.test("Scheduler takes a thing again that asks for it while it fires", async () => {
  const scheduler = new Scheduler(clock);
  const done = Promise.withResolvers<number>();
  let rounds = 0;
  const timed: Timed = {
    dueMs: clock() + 1,
    fire() {
      if (++rounds === 5) return done.resolve(rounds);
      timed.dueMs += 2;
      scheduler.add(timed);
    },
  };
  scheduler.add(timed);
  assert.equal(await done.promise, 5);
  scheduler.stop();
});

Deno.test("Scheduler calls put-off work until it is done, and a due thing before it", async () => {
  const scheduler = new Scheduler(clock);
  const order: string[] = [];
  const done = Promise.withResolvers<void>();
  scheduler.add({ dueMs: clock(), fire: () => order.push("due") });
  scheduler.whenQuiet(() => {
    order.push("part");
    if (order.length < 4) return false;
    done.resolve();
    return true;
  });
  await done.promise;
  await sleep(5);
  scheduler.stop();
  assert.deepEqual(order, ["due", "part", "part", "part"]);
});

Deno.test("Scheduler fires nothing after stop(), and leaves no timer", async () => {
  const scheduler = new Scheduler(clock);
  let fired = false;
  scheduler.add({ dueMs: clock() + 20, fire: () => fired = true });
  scheduler.stop();
  await sleep(40);
  assert.equal(fired, false);
});
