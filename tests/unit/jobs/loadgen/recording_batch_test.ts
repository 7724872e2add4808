import assert from "node:assert/strict";
import fc from "fast-check";
import {
  readRecordings,
  type RecordingBatch,
  RecordingWriter,
} from "../../../../jobs/loadgen/recording_batch.ts";
import { type Recording, releaseRecordings } from "../../../../jobs/wire/mod.ts";

const timeMs = fc.integer({ min: 0, max: 1_000_000 });
const timeOrNullMs = fc.option(timeMs, { nil: null });

/** Any recording: without an answer, with one, failed or not, with the kernel's stamps or not. */
const anyRecording: fc.Arbitrary<Recording> = fc.record({
  index: fc.nat(),
  phase: fc.constantFrom("warmup" as const, "measured" as const),
  scheduledMs: timeMs,
  sentMs: timeOrNullMs,
  connectStartMs: timeOrNullMs,
  connectedMs: timeOrNullMs,
  endMs: timeMs,
  retries: fc.constantFrom(0, 1),
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
  reads: fc.array(fc.tuple(timeMs, timeMs, fc.nat({ max: 300 })), { maxLength: 20 }),
  userStamps: fc.boolean(),
  failure: fc.option(
    fc.record({
      kind: fc.constantFrom("reset" as const, "malformed" as const),
      phase: fc.constant("body" as const),
      message: fc.string(),
    }, { noNullPrototype: true }),
    { nil: null },
  ),
}).map(({ reads, userStamps, ...rest }) => ({
  ...rest,
  readStampsMs: Float64Array.from(reads, ([stamp]) => stamp),
  userReadStampsMs: userStamps ? Float64Array.from(reads, ([, stamp]) => stamp) : null,
  readEnds: Uint32Array.from(reads, ([, , end]) => end),
}));

function handedOver(batch: RecordingBatch): Recording[] {
  return readRecordings(structuredClone(batch, { transfer: [batch.memory] }));
}

function later(recording: Recording, byMs: number): Recording {
  const shift = (time: number | null) => time === null ? null : time + byMs;
  return {
    ...recording,
    scheduledMs: recording.scheduledMs + byMs,
    sentMs: shift(recording.sentMs),
    connectStartMs: shift(recording.connectStartMs),
    connectedMs: shift(recording.connectedMs),
    endMs: recording.endMs + byMs,
    readStampsMs: recording.readStampsMs.map((stamp) => stamp + byMs),
    userReadStampsMs: recording.userReadStampsMs?.map((stamp) => stamp + byMs) ?? null,
  };
}

Deno.test("recordings that change threads together are the same on the other side, on its clock", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyRecording, { maxLength: 40 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: -1000, max: 1000 }),
      (batches, byMs) => {
        const writer = new RecordingWriter();
        for (const recordings of batches) {
          for (const recording of recordings) writer.add(recording, byMs);
          assert.equal(writer.recordings, recordings.length);
          assert.equal(writer.bytes, recordings.reduce((sum, { bytes }) => sum + bytes.length, 0));
          assert.deepEqual(
            handedOver(writer.take()),
            recordings.map((recording) => later(recording, byMs)),
          );
        }
      },
    ),
    { seed: 20261122, numRuns: 200 },
  );
});

Deno.test("an answer longer than the writer's memory, with more reads than it has room for, is kept", () => {
  const reads = 20_000;
  const recording: Recording = {
    index: 1,
    phase: "measured",
    scheduledMs: 0,
    sentMs: 0,
    connectStartMs: null,
    connectedMs: null,
    endMs: 9,
    retries: 0,
    bytes: new Uint8Array(6 * 1024 * 1024).fill(7),
    readStampsMs: Float64Array.from({ length: reads }, (_, read) => read),
    userReadStampsMs: Float64Array.from({ length: reads }, (_, read) => read + 1),
    readEnds: Uint32Array.from({ length: reads }, (_, read) => 300 * read),
    failure: null,
  };
  const writer = new RecordingWriter();
  for (let batch = 0; batch < 2; batch++) {
    writer.add({ ...recording, userReadStampsMs: null }, 0);
    writer.add(recording, 0);
    assert.deepEqual(handedOver(writer.take()), [
      { ...recording, userReadStampsMs: null },
      recording,
    ]);
  }
});

Deno.test("what the writer copied does not change with the tape it lay on", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const stampsMs = Float64Array.of(4);
  const writer = new RecordingWriter();
  const recording: Recording = {
    index: 0,
    phase: "measured",
    scheduledMs: 0,
    sentMs: 0,
    connectStartMs: null,
    connectedMs: null,
    endMs: 5,
    retries: 0,
    bytes,
    readStampsMs: stampsMs,
    userReadStampsMs: null,
    readEnds: Uint32Array.of(3),
    failure: null,
  };
  writer.add(recording, 0);
  bytes.fill(9);
  stampsMs.fill(9);
  const [copy] = readRecordings(writer.take());
  assert.deepEqual([...copy!.bytes], [1, 2, 3]);
  assert.deepEqual([...copy!.readStampsMs], [4]);
});

Deno.test("the memory of recordings is given back, shared by them or not", () => {
  const writer = new RecordingWriter();
  fc.sample(anyRecording, { seed: 1, numRuns: 5 }).forEach((recording) => writer.add(recording, 0));
  const batch = writer.take();
  const shared = readRecordings(batch);
  releaseRecordings(shared);
  assert.ok(batch.memory.detached);
  releaseRecordings(shared);
  const apart = fc.sample(anyRecording, { seed: 2, numRuns: 5 });
  releaseRecordings(apart);
  for (const { bytes, readEnds } of apart) {
    assert.ok(bytes.buffer.detached && readEnds.buffer.detached);
  }
});
