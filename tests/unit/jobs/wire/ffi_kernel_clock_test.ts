import assert from "node:assert/strict";
import { KernelClock } from "../../../../jobs/wire/ffi/kernel_clock.ts";

/** Two clocks that a test moves: the thread's, and the system's in seconds and nanoseconds. */
function clocks() {
  let threadMs = 500;
  let realNs = 1_700_000_000_250_000_000n;
  let lookCostMs = 0.0002;
  const advance = (ms: number) => {
    threadMs += ms;
    realNs += BigInt(Math.round(ms * 1e6));
  };
  const words = () => [Number(realNs / 1_000_000_000n), Number(realNs % 1_000_000_000n)] as const;
  return {
    advance,
    /** Sets the system's clock, as NTP or a person may. */
    step: (ms: number) => realNs += BigInt(Math.round(ms * 1e6)),
    disturb: (ms: number) => lookCostMs = ms,
    stamp: words,
    now: () => threadMs,
    realtime: () => {
      // The reading lies in the middle of the time it takes.
      advance(lookCostMs / 2);
      const read = words();
      advance(lookCostMs / 2);
      return read;
    },
  };
}

function near(actual: number, expected: number, withinMs: number): void {
  assert.ok(Math.abs(actual - expected) <= withinMs, `${actual} is not ${expected}`);
}

Deno.test("a stamp of the kernel is mapped to the thread's clock within a microsecond", () => {
  const world = clocks();
  const clock = new KernelClock(world.realtime, world.now);
  for (const ms of [0, 0.001, 749.9, 1, 3_600_000]) {
    world.advance(ms);
    near(clock.toThreadMs(...world.stamp()), world.now(), 0.001);
  }
});

Deno.test("a system clock that is set is followed within a tenth of a second, and not looked at before", () => {
  const world = clocks();
  const clock = new KernelClock(world.realtime, world.now);
  world.advance(50);
  world.step(-3_600_000);
  clock.refresh(world.now());
  near(clock.toThreadMs(...world.stamp()), world.now() - 3_600_000, 0.001);
  world.advance(51);
  clock.refresh(world.now());
  near(clock.toThreadMs(...world.stamp()), world.now(), 0.001);
});

Deno.test("a look that was interrupted does not move a mapping that was right", () => {
  const world = clocks();
  const clock = new KernelClock(world.realtime, world.now);
  const uneven = new KernelClock(() => {
    const read = world.realtime();
    // Suspended after the reading: its middle is 5 ms late.
    world.advance(10);
    return read;
  }, world.now);
  near(uneven.toThreadMs(...world.stamp()), world.now() + 5, 0.01);
  world.disturb(10);
  world.advance(200);
  clock.refresh(world.now());
  near(clock.toThreadMs(...world.stamp()), world.now(), 0.001);
});
