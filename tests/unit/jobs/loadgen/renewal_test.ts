import assert from "node:assert/strict";
import type { EncodedRequest, RenewedRequest } from "../../../../jobs/loadgen/load_types.ts";
import { Renewal } from "../../../../jobs/loadgen/renewal.ts";
import { RequestQueue } from "../../../../jobs/loadgen/request_queue.ts";

/** A thread that notes what it is given anew. */
class FakeThread {
  onGive: (requests: readonly EncodedRequest[]) => void = () => {};
  renewed: number[][] = [];

  renew(requests: RenewedRequest[]): void {
    this.renewed.push(requests.map(({ index }) => index));
  }
}

function request(index: number, version = 0): EncodedRequest {
  return { index, phase: "measured", dueMs: null, bytes: new Uint8Array([version]) };
}

Deno.test("what waits too long is made anew, again and again, until it is answered", () => {
  const threads = [new FakeThread(), new FakeThread()];
  let now = 0;
  let built = 0;
  const renewal = new Renewal(threads, {
    afterMs: 100,
    buildRequest: (index) => ({ index, bytes: new Uint8Array([++built]) }),
    nowMs: () => now,
  });
  threads[0]!.onGive([request(0), request(1)]);
  now = 60;
  threads[1]!.onGive([request(2)]);
  renewal.renew();
  now = 99;
  renewal.renew();
  assert.deepEqual(threads.map(({ renewed }) => renewed), [[], []]);

  now = 100;
  renewal.renew();
  assert.deepEqual(threads.map(({ renewed }) => renewed), [[[0, 1]], []]);
  renewal.recorded([{ index: 0 }]);
  now = 160;
  renewal.renew();
  assert.deepEqual(threads.map(({ renewed }) => renewed), [[[0, 1]], [[2]]]);
  now = 200;
  renewal.renew();
  assert.deepEqual(threads.map(({ renewed }) => renewed), [[[0, 1], [1]], [[2]]]);

  renewal.recorded([{ index: 1 }, { index: 2 }]);
  now = 10_000;
  renewal.renew();
  assert.equal(built, 4);
});

Deno.test("a queue puts new bytes into what waits, and leaves what was taken as it was", async () => {
  const queue = new RequestQueue();
  queue.add([request(0), request(1), request(2)]);
  const first = await queue.take();
  queue.renew([
    { index: 0, bytes: new Uint8Array([9]) },
    { index: 2, bytes: new Uint8Array([9]) },
    { index: 7, bytes: new Uint8Array([9]) },
  ]);
  queue.close();
  const versions = [first, await queue.take(), await queue.take(), await queue.take()]
    .map((taken) => taken === null ? null : [taken.index, taken.bytes[0], taken.phase]);
  assert.deepEqual(versions, [[0, 0, "measured"], [1, 0, "measured"], [2, 9, "measured"], null]);
});
