import assert from "node:assert/strict";
import fc from "fast-check";
import type { EncodedRequest } from "../../../../jobs/loadgen/mod.ts";
import { RequestQueue } from "../../../../jobs/loadgen/request_queue.ts";

const requests = (...indexes: number[]): EncodedRequest[] =>
  indexes.map((index) => ({ index, phase: "measured", dueMs: null, bytes: new Uint8Array() }));

async function indexOf(taken: ReturnType<RequestQueue["take"]>): Promise<number | null> {
  return (await taken)?.index ?? null;
}

Deno.test("requests are taken in the order in which they were added", async () => {
  const queue = new RequestQueue();
  queue.add(requests(0, 1));
  queue.add(requests(2));
  for (const index of [0, 1, 2]) assert.equal(await indexOf(queue.take()), index);
});

Deno.test("whoever comes too early waits for its turn", async () => {
  const queue = new RequestQueue();
  const waiting = [queue.take(), queue.take(), queue.take()];
  queue.add(requests(0));
  queue.add(requests(1, 2, 3));
  assert.deepEqual(await Promise.all(waiting.map(indexOf)), [0, 1, 2]);
  assert.equal(await indexOf(queue.take()), 3);
});

Deno.test("a closed queue gives out what it has, then nothing", async () => {
  const queue = new RequestQueue();
  queue.add(requests(0));
  queue.close();
  assert.equal(await indexOf(queue.take()), 0);
  assert.equal(await indexOf(queue.take()), null);
});

Deno.test("closing ends the waiting", async () => {
  const queue = new RequestQueue();
  const waiting = [queue.take(), queue.take()];
  queue.close();
  assert.deepEqual(await Promise.all(waiting), [null, null]);
});

Deno.test("a discarded queue forgets what it has and whatever still comes", async () => {
  const queue = new RequestQueue();
  queue.add(requests(0, 1));
  queue.discard();
  queue.add(requests(2));
  assert.equal(await indexOf(queue.take()), null);
});

Deno.test("a queue that is held gives nothing out, then one request at a time", async () => {
  let held = true;
  const queue = new RequestQueue({ held: () => held });
  const taken: (number | null)[] = [];
  queue.add(requests(0, 1));
  const waiting = [queue.take(), queue.take(), queue.take()].map(async (request) => {
    taken.push(await indexOf(request));
  });
  queue.add(requests(2));
  queue.wake();
  await Promise.resolve();
  assert.deepEqual(taken, []);
  held = false;
  for (let given = 1; given <= 3; given++) {
    queue.wake();
    await waiting[given - 1];
    assert.equal(taken.length, given);
  }
  assert.deepEqual(taken, [0, 1, 2]);
});

Deno.test("a held queue that is closed keeps what it has, and sends away whoever waits for more", async () => {
  let held = true;
  const queue = new RequestQueue({ held: () => held });
  queue.add(requests(0));
  const waiting = [queue.take(), queue.take()];
  queue.close();
  held = false;
  queue.wake();
  assert.deepEqual(await Promise.all(waiting.map(indexOf)), [0, null]);
});

Deno.test("discarding ends the waiting on a held queue", async () => {
  const queue = new RequestQueue({ held: () => true });
  queue.add(requests(0));
  const waiting = queue.take();
  queue.discard();
  assert.equal(await waiting, null);
});

/** Turns of one conversation, each so long after the one before. */
function turns(thinkMs: number, ...indexes: number[]): EncodedRequest[] {
  return requests(...indexes).map((request, turn) => ({
    ...request,
    turn: {
      follows: turn === 0 ? null : indexes[turn - 1]!,
      thinkMs: turn === 0 ? 0 : thinkMs,
      followed: turn < indexes.length - 1,
    },
  }));
}

Deno.test("a turn is taken once the one before has ended and its user has thought", async () => {
  let now = 0;
  const queue = new RequestQueue({ now: () => now });
  const [first, second] = turns(500, 0, 1) as [EncodedRequest, EncodedRequest];
  queue.add([first, second]);
  assert.equal(await queue.take(), first);
  const waiting = queue.take();
  now = 10_000;
  queue.wake();
  assert.equal(queue.nextOpensMs(), Infinity, "its time is not known");
  queue.ended(first, now);
  queue.wake();
  assert.equal(queue.nextOpensMs(), 10_500);
  now = 10_499.9;
  queue.wake();
  assert.equal(queue.size, 1);
  now = 10_500;
  queue.wake();
  assert.equal(await waiting, second);
  assert.equal(queue.opensMs(second), 10_500);
});

Deno.test("what may leave goes before a turn that may not, and the turn before what comes later", async () => {
  let now = 0;
  const queue = new RequestQueue({ now: () => now });
  const [first, second] = turns(100, 0, 1) as [EncodedRequest, EncodedRequest];
  queue.add([first, second, ...requests(2, 3)]);
  assert.equal(await indexOf(queue.take()), 0);
  assert.equal(await indexOf(queue.take()), 2);
  queue.ended(first, 0);
  now = 100;
  assert.equal(await indexOf(queue.take()), 1);
  assert.equal(await indexOf(queue.take()), 3);
});

Deno.test("turns that may leave at the same time leave together", async () => {
  let now = 0;
  const queue = new RequestQueue({ now: () => now });
  const conversations = [0, 1, 2].map((number) => turns(50, number, number + 3));
  queue.add([0, 1].flatMap((turn) => conversations.map((requests) => requests[turn]!)));
  for (const [first] of conversations) {
    assert.equal(await queue.take(), first);
    queue.ended(first!, 0);
  }
  const waiting = [queue.take(), queue.take(), queue.take()];
  now = 50;
  queue.wake();
  assert.deepEqual(await Promise.all(waiting.map(indexOf)), [3, 4, 5]);
});

Deno.test("a closed queue keeps those waiting who may still get a turn, and no longer", async () => {
  let now = 0;
  const queue = new RequestQueue({ now: () => now });
  const [first, second] = turns(50, 0, 1) as [EncodedRequest, EncodedRequest];
  queue.add([first, second]);
  queue.close();
  assert.equal(await queue.take(), first);
  const waiting = [queue.take(), queue.take()];
  queue.ended(first, 0);
  now = 50;
  queue.wake();
  assert.deepEqual(await Promise.all(waiting.map(indexOf)), [1, null]);
});

Deno.test("no order of conversations lets a turn go early, twice or never", async () => {
  const plan = fc.record({
    conversations: fc.array(
      fc.record({ turns: fc.integer({ min: 1, max: 5 }), thinkMs: fc.nat(30), tookMs: fc.nat(20) }),
      { minLength: 1, maxLength: 8 },
    ),
    slots: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ conversations, slots }) => {
      let now = 0;
      const queue = new RequestQueue({ now: () => now });
      const planned: (EncodedRequest & { tookMs: number })[] = [];
      const last = new Map<number, number>();
      for (let turn = 0; turn < 5; turn++) {
        conversations.forEach(({ turns, thinkMs, tookMs }, number) => {
          if (turn >= turns) return;
          const follows = last.get(number) ?? null;
          last.set(number, planned.length);
          const [request] = requests(planned.length) as [EncodedRequest];
          planned.push({
            ...request,
            tookMs,
            turn: { follows, thinkMs, followed: turn < turns - 1 },
          });
        });
      }
      queue.add(planned);
      queue.close();
      const sentMs = new Map<number, number>();
      const inFlight = new Map<EncodedRequest, number>();
      let idle = 0;
      const slot = async () => {
        for (;;) {
          const taken = queue.take();
          idle++;
          const request = await taken;
          idle--;
          if (request === null) return;
          assert.ok(!sentMs.has(request.index), "sent twice");
          sentMs.set(request.index, now);
          const ended = Promise.withResolvers<void>();
          inFlight.set(request, now + planned[request.index]!.tookMs);
          ends.set(request, ended.resolve);
          await ended.promise;
        }
      };
      const ends = new Map<EncodedRequest, () => void>();
      const running = Promise.all(Array.from({ length: slots }, slot));
      for (; sentMs.size < planned.length || inFlight.size > 0; now++) {
        assert.ok(now < 10_000, "never sent");
        for (const [request, endMs] of inFlight) {
          if (endMs > now) continue;
          inFlight.delete(request);
          queue.ended(request, now);
          ends.get(request)!();
        }
        for (let round = 0; round < 5; round++) await Promise.resolve();
        queue.wake();
        for (let round = 0; round < 5; round++) await Promise.resolve();
        // No slot idles while somebody may speak.
        const free = planned.filter(({ index, turn }) =>
          !sentMs.has(index) && turn!.follows === null
        );
        assert.ok(idle === 0 || free.length === 0);
      }
      await running;
      for (const { index, turn } of planned) {
        if (turn!.follows === null) continue;
        const before = planned[turn!.follows]!;
        const earliest = sentMs.get(before.index)! + before.tookMs + turn!.thinkMs;
        assert.ok(sentMs.get(index)! >= earliest, `turn ${index} left early`);
      }
    }),
    { numRuns: 50 },
  );
});
