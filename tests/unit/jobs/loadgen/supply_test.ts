import assert from "node:assert/strict";
import fc from "fast-check";
import type { EncodedRequest, MeasuringConfig } from "../../../../jobs/loadgen/load_types.ts";
import { shareOut } from "../../../../jobs/loadgen/measure.ts";
import { ClosedLoopSupply, OpenLoopSupply } from "../../../../jobs/loadgen/supply.ts";

/** A thread that notes what it is given. */
class FakeThread {
  outstanding = 0;
  given: EncodedRequest[] = [];
  finishes = 0;
  onWarm: (taken: number) => void = () => {};
  readonly config: MeasuringConfig;

  constructor(slots: number) {
    // Nothing but the slots is looked at.
    this.config = { slots } as MeasuringConfig;
  }

  give(requests: EncodedRequest[]): void {
    this.given.push(...requests);
    this.outstanding += requests.length;
  }

  order(order: { type: string }): void {
    if (order.type === "finish") this.finishes++;
  }

  /** Records so many of what it holds. */
  record(count: number): void {
    this.outstanding -= Math.min(count, this.outstanding);
  }
}

const buildRequest = (index: number) => ({ index, bytes: new Uint8Array() });
const PLAIN = { warmupRequests: 0, warmupMs: 0, conversationsAtOnce: 0, buildRequest };

function indexesOf(threads: FakeThread[]): number[] {
  return threads.flatMap(({ given }) => given.map(({ index }) => index)).sort((a, b) => a - b);
}

Deno.test("shareOut() shares everything, evenly, and leaves no share empty", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 64 }),
      (total, parts) => {
        const shares = shareOut(total, parts);
        assert.equal(shares.reduce((a, b) => a + b, 0), total);
        assert.equal(shares.length, Math.min(parts, total));
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
        assert.ok(Math.min(...shares) >= 1);
      },
    ),
  );
});

Deno.test("a short plan is shared by all threads in proportion to their slots", () => {
  const threads = [new FakeThread(2), new FakeThread(2), new FakeThread(1)];
  const supply = new ClosedLoopSupply(threads, { ...PLAIN, maxRequests: 40 });
  supply.replenish();
  assert.deepEqual(threads.map(({ given }) => given.length), [16, 16, 8]);
  assert.ok(supply.done);
  assert.deepEqual(threads.map(({ finishes }) => finishes), [1, 1, 1]);
});

Deno.test("every request of a plan is handed out once, in order, whoever is fastest", () => {
  const plan = fc.record({
    slots: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
    maxRequests: fc.integer({ min: 1, max: 400 }),
    warmupRequests: fc.nat(20),
    records: fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 50 })), { maxLength: 60 }),
  });
  fc.assert(fc.property(plan, ({ slots, maxRequests, warmupRequests, records }) => {
    const threads = slots.map((count) => new FakeThread(count));
    const supply = new ClosedLoopSupply(threads, { ...PLAIN, maxRequests, warmupRequests });
    supply.replenish();
    for (const [thread, count] of records) {
      threads[thread % threads.length]!.record(count);
      supply.replenish();
      for (const each of threads) {
        assert.ok(each.outstanding <= each.config.slots + Math.max(32, each.config.slots));
        // As long as anything is left, no slot has to wait.
        assert.ok(supply.done || each.outstanding >= each.config.slots);
      }
    }
    while (!supply.done) {
      for (const thread of threads) thread.record(1000);
      supply.replenish();
    }
    const total = maxRequests + warmupRequests;
    assert.deepEqual(indexesOf(threads), [...Array(total).keys()]);
    for (const { given, finishes } of threads) {
      assert.equal(finishes, 1);
      assert.ok(given.every((request, at) => at === 0 || given[at - 1]!.index < request.index));
      for (const { index, phase } of given) {
        assert.equal(phase, index < warmupRequests ? "warmup" : "measured");
      }
    }
  }));
});

Deno.test("while the warm-up lasts the plan has no end, and afterwards as many follow as are wanted", () => {
  const threads = [new FakeThread(2), new FakeThread(2)];
  const supply = new ClosedLoopSupply(threads, { ...PLAIN, warmupMs: 500, maxRequests: 10 });
  for (let round = 0; round < 5; round++) {
    supply.replenish();
    for (const thread of threads) thread.record(1000);
  }
  assert.ok(!supply.done);
  const handedOut = indexesOf(threads).length;
  threads[0]!.onWarm(handedOut / 2);
  assert.ok(!supply.done, "the other thread has not told yet");
  threads[1]!.onWarm(handedOut / 2);
  while (!supply.done) {
    for (const thread of threads) thread.record(1000);
    supply.replenish();
  }
  assert.equal(indexesOf(threads).length, handedOut + 10);
});

Deno.test("ending a supply hands out nothing more, and tells each thread once", () => {
  const threads = [new FakeThread(1), new FakeThread(1)];
  const supply = new ClosedLoopSupply(threads, { ...PLAIN, maxRequests: 1000 });
  supply.replenish();
  const before = indexesOf(threads).length;
  supply.end();
  supply.end();
  assert.deepEqual([supply.done, threads[0]!.finishes, threads[1]!.finishes], [true, 1, 1]);
  assert.equal(indexesOf(threads).length, before);
});

Deno.test("an open loop's requests are handed out ahead of their times, in turn", () => {
  const threads = [new FakeThread(5), new FakeThread(5)];
  const dueMs = Float64Array.from({ length: 10 }, (_, i) => i * 1000);
  const supply = new OpenLoopSupply(threads, { ...PLAIN, warmupMs: 1500, dueMs });
  let now = 50;
  supply.started(() => now);
  supply.replenish();
  assert.deepEqual(indexesOf(threads), [0, 1, 2]);
  now += 3500;
  supply.replenish();
  assert.deepEqual(indexesOf(threads), [0, 1, 2, 3, 4, 5]);
  assert.ok(!supply.done);
  now += 10_000;
  supply.replenish();
  assert.ok(supply.done);
  assert.deepEqual(threads.map(({ given }) => given.map(({ index }) => index)), [
    [0, 2, 4, 6, 8],
    [1, 3, 5, 7, 9],
  ]);
  const all = threads.flatMap(({ given }) => given);
  for (const { index, dueMs: due, phase } of all) {
    assert.equal(due, index * 1000);
    assert.equal(phase, index < 2 ? "warmup" : "measured");
  }
});

/** Three conversations of three turns each, a turn of each in turn. */
const buildTurn = (index: number) => ({
  index,
  bytes: new Uint8Array(),
  turn: { follows: index < 3 ? null : index - 3, thinkMs: 0, followed: index < 6 },
});

function conversationsOf({ given }: FakeThread): Set<number> {
  return new Set(given.map(({ index }) => index % 3));
}

Deno.test("all turns of a conversation go to one thread, in a closed and in an open loop", () => {
  for (const open of [false, true]) {
    const threads = [new FakeThread(1), new FakeThread(1)];
    const options = { ...PLAIN, conversationsAtOnce: 3, buildRequest: buildTurn };
    const supply = open
      ? new OpenLoopSupply(threads, { ...options, dueMs: new Float64Array(9) })
      : new ClosedLoopSupply(threads, { ...options, maxRequests: 9 });
    supply.started(() => 0);
    supply.replenish();
    const [a, b] = threads.map(conversationsOf) as [Set<number>, Set<number>];
    assert.equal(a.size + b.size, 3);
    assert.ok(a.size > 0 && b.size > 0);
    assert.equal(indexesOf(threads).length, 9);
  }
});

Deno.test("a closed loop looks as far ahead as it takes to find whoever may speak", () => {
  const thread = new FakeThread(1);
  const supply = new ClosedLoopSupply([thread], {
    ...PLAIN,
    conversationsAtOnce: 100,
    maxRequests: 1000,
  });
  supply.replenish();
  assert.equal(thread.given.length, 101);
});
