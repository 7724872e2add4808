import assert from "node:assert/strict";
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
  const queue = new RequestQueue(() => held);
  const taken: (number | null)[] = [];
  queue.add(requests(0, 1));
  const waiting = [queue.take(), queue.take(), queue.take()].map(async (request) => {
    taken.push(await indexOf(request));
  });
  queue.add(requests(2));
  queue.giveOne();
  await Promise.resolve();
  assert.deepEqual(taken, []);
  held = false;
  for (let given = 1; given <= 3; given++) {
    queue.giveOne();
    await waiting[given - 1];
    assert.equal(taken.length, given);
  }
  assert.deepEqual(taken, [0, 1, 2]);
});

Deno.test("a held queue that is closed keeps what it has, and sends away whoever waits for more", async () => {
  let held = true;
  const queue = new RequestQueue(() => held);
  queue.add(requests(0));
  const waiting = [queue.take(), queue.take()];
  queue.close();
  held = false;
  queue.giveOne();
  assert.deepEqual(await Promise.all(waiting.map(indexOf)), [0, null]);
});

Deno.test("discarding ends the waiting on a held queue", async () => {
  const queue = new RequestQueue(() => true);
  queue.add(requests(0));
  const waiting = queue.take();
  queue.discard();
  assert.equal(await waiting, null);
});
