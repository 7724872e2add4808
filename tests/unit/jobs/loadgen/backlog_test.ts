import assert from "node:assert/strict";
import { Backlog } from "../../../../jobs/loadgen/backlog.ts";
import type { Recording } from "../../../../jobs/wire/mod.ts";
import { makeRecording } from "../../../testing/recordings.ts";

const batch = (index: number, bytes: number) => [makeRecording("x".repeat(bytes), { index })];

Deno.test("batches are processed one at a time, in order, and counted while they wait", async () => {
  const seen: number[] = [];
  let atWork = 0;
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const backlog = new Backlog(async (recordings: Recording[]) => {
    assert.equal(++atWork, 1);
    await gates[recordings[0]!.index]!.promise;
    seen.push(recordings[0]!.index);
    atWork--;
  });
  let done = 0;
  for (const index of [0, 1, 2]) backlog.add(batch(index, 10 * (index + 1)), () => done++);
  assert.equal(backlog.bytes, 60);
  gates[2]!.resolve();
  gates[1]!.resolve();
  gates[0]!.resolve();
  await backlog.drained();
  assert.deepEqual([seen, done, backlog.bytes], [[0, 1, 2], 3, 0]);
});

Deno.test("a batch that cannot be processed is told at once", async () => {
  const backlog = new Backlog(() => Promise.reject(new Error("no")));
  backlog.add(batch(0, 1), assert.fail);
  await assert.rejects(backlog.failed, /no/);
  await assert.rejects(backlog.drained(), /no/);
});
