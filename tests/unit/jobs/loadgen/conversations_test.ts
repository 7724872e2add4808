import assert from "node:assert/strict";
import { ClosedLoop } from "../../../../jobs/loadgen/closed_loop.ts";
import type { EncodedRequest } from "../../../../jobs/loadgen/load_types.ts";
import type { LoadLoop } from "../../../../jobs/loadgen/load_loop.ts";
import { OpenLoop } from "../../../../jobs/loadgen/open_loop.ts";
import { Pause } from "../../../../jobs/loadgen/pause.ts";
import { type Channel, type Recording, WireFailure } from "../../../../jobs/wire/mod.ts";

/** Loops in virtual time: answers take as long as they are told to, and the clock goes in steps. */
class VirtualTime {
  nowMs = 0;
  mostInFlight = 0;
  readonly recordings: Recording[] = [];
  #timers: { atMs: number; end: () => void }[] = [];

  /** @param answerMs how long a request takes; below 0 it fails after as long */
  constructor(private readonly answerMs: (index: number) => number) {}

  readonly now = (): number => this.nowMs;

  channel(): Channel {
    return {
      prepare: () => Promise.resolve(),
      exchange: async (bytes) => {
        const sentMs = this.nowMs;
        const tookMs = this.answerMs(bytes[0]!);
        const ended = Promise.withResolvers<void>();
        this.#timers.push({ atMs: sentMs + Math.abs(tookMs), end: ended.resolve });
        this.mostInFlight = Math.max(this.mostInFlight, this.#timers.length);
        await ended.promise;
        const failure = tookMs < 0 ? new WireFailure("reset", "body", "broke") : null;
        const [connectStartMs, connectedMs, retries] = [null, null, 0];
        return { sentMs, connectStartMs, connectedMs, endMs: this.nowMs, retries, failure };
      },
      abort: () => {},
      enforceTimeouts: () => {},
      close: () => {},
    };
  }

  /** Goes on in steps of a millisecond until the loop has ended. */
  async play(loop: LoadLoop, untilMs = 60_000): Promise<void> {
    let ended = false;
    const running = loop.run({ startMs: 0, stopAtMs: untilMs, warmupUntilMs: 0 })
      .then(() => ended = true);
    for (; !ended; this.nowMs++) {
      assert.ok(this.nowMs < untilMs + 10_000, "the loop does not end");
      this.#timers = this.#timers.filter(({ atMs, end }) => {
        if (atMs <= this.nowMs) end();
        return atMs > this.nowMs;
      });
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      loop.tick(this.nowMs);
      loop.wake(this.nowMs);
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
    await running;
  }

  /** When each request left, by its index, ms. */
  get sentMs(): (number | null)[] {
    return this.#byIndex.map(({ sentMs }) => sentMs);
  }

  /** When each was to leave. */
  get scheduledMs(): number[] {
    return this.#byIndex.map(({ scheduledMs }) => scheduledMs);
  }

  get #byIndex(): Recording[] {
    return this.recordings.toSorted((a, b) => a.index - b.index);
  }
}

/** @param follows index of the turn before, by index; null begins a conversation */
function conversation(
  follows: (number | null)[],
  { thinkMs = 0, dueMs = [] }: { thinkMs?: number; dueMs?: number[] } = {},
): EncodedRequest[] {
  return follows.map((before, index) => ({
    index,
    phase: "measured",
    dueMs: dueMs[index] ?? null,
    bytes: Uint8Array.of(index),
    turn: {
      follows: before,
      thinkMs: before === null ? 0 : thinkMs,
      followed: follows.includes(index),
    },
  }));
}

function closedLoop(time: VirtualTime, slots: number): ClosedLoop {
  return new ClosedLoop({
    createChannel: () => time.channel(),
    slots,
    maxResponseBytes: 1024,
    onRecording: (recording) => time.recordings.push(recording),
    onWarm: () => {},
    pause: null,
    now: time.now,
  });
}

function openLoop(
  time: VirtualTime,
  { maxInFlight = 10, pause = null }: { maxInFlight?: number; pause?: Pause | null } = {},
): OpenLoop {
  return new OpenLoop({
    createChannel: () => time.channel(),
    maxInFlight,
    connectAhead: 1,
    maxResponseBytes: 1024,
    onRecording: (recording) => time.recordings.push(recording),
    pause,
    now: time.now,
  });
}

async function played(
  loop: LoadLoop,
  time: VirtualTime,
  requests: EncodedRequest[],
  untilMs?: number,
): Promise<void> {
  loop.add(requests);
  loop.finish();
  await time.play(loop, untilMs);
}

Deno.test("in a closed loop a user who thinks holds no slot, and speaks when the time has come", async () => {
  const time = new VirtualTime(() => 100);
  // Two conversations of two turns, and one slot for both.
  await played(closedLoop(time, 1), time, conversation([null, null, 0, 1], { thinkMs: 500 }));
  assert.equal(time.mostInFlight, 1);
  assert.deepEqual(time.sentMs, [0, 100, 600, 700]);
  // Waiting for an answer and for a thought is no lateness.
  assert.deepEqual(time.scheduledMs, time.sentMs);
});

Deno.test("in a closed loop a turn whose user has thought while all slots were busy is not late either", async () => {
  const time = new VirtualTime((index) => index === 1 ? 900 : 100);
  await played(closedLoop(time, 1), time, conversation([null, null, 0], { thinkMs: 50 }));
  assert.deepEqual(time.sentMs, [0, 100, 1000]);
  assert.deepEqual(time.scheduledMs, [0, 100, 1000]);
});

Deno.test("in an open loop a turn that is due too early leaves after its answer and its thought, and keeps its time", async () => {
  const time = new VirtualTime(() => 300);
  const loop = openLoop(time);
  const dueMs = [0, 10, 200, 2000];
  await played(loop, time, conversation([null, null, 0, 1], { thinkMs: 400, dueMs }));
  assert.deepEqual(time.sentMs, [0, 10, 700, 2000]);
  assert.deepEqual(time.scheduledMs, dueMs);
  assert.equal(loop.turnsPostponed, 1);
  // So much of its lateness is not the client's.
  assert.deepEqual([...loop.postponedMs], [[2, 500]]);
});

Deno.test("a chain of turns that are all due at once is sent one by one", async () => {
  const time = new VirtualTime(() => 100);
  const loop = openLoop(time);
  const dueMs = [0, 0, 0, 0];
  await played(loop, time, conversation([null, 0, 1, 2], { thinkMs: 20, dueMs }));
  assert.deepEqual(time.sentMs, [0, 120, 240, 360]);
  assert.equal(time.mostInFlight, 1);
  assert.equal(loop.turnsPostponed, 3);
});

Deno.test("a conversation goes on after a turn that failed, in both loops", async () => {
  for (const make of [closedLoop, (time: VirtualTime) => openLoop(time)]) {
    const time = new VirtualTime((index) => index === 0 ? -100 : 100);
    const requests = conversation([null, 0, 1], { thinkMs: 50, dueMs: [0, 0, 0] });
    await played(make(time, 1), time, requests);
    assert.deepEqual(time.sentMs, [0, 150, 300]);
    assert.equal(time.recordings.filter(({ failure }) => failure !== null).length, 1);
  }
});

Deno.test("a turn that may leave waits for a place like any other, and no wait of its is the client's", async () => {
  const time = new VirtualTime((index) => index === 1 ? 1000 : 100);
  const loop = openLoop(time, { maxInFlight: 1 });
  const dueMs = [0, 50, 60];
  await played(loop, time, conversation([null, null, 0], { dueMs }));
  assert.deepEqual(time.sentMs, [0, 100, 1100]);
  assert.equal(loop.postponedMs.get(2), 1040);
});

Deno.test("turns that still wait when the time is over are counted as not started", async () => {
  const time = new VirtualTime(() => 100);
  const loop = openLoop(time);
  const requests = conversation([null, 0, 1], { thinkMs: 5000, dueMs: [0, 10, 20] });
  await played(loop, time, requests, 1000);
  assert.deepEqual(time.sentMs, [0]);
  assert.equal(loop.notStarted, 2);
});

Deno.test("in a closed loop the time's end ends the wait for turns too", async () => {
  const time = new VirtualTime(() => 100);
  await played(closedLoop(time, 1), time, conversation([null, 0], { thinkMs: 5000 }), 1000);
  assert.deepEqual(time.sentMs, [0]);
});

Deno.test("a pause moves turns with the rest of the plan", async () => {
  const pause = new Pause(undefined, 0);
  const asked = { statusCode: 429, minorVersion: 1, headers: new Map([["retry-after", "1"]]) };
  const time = new VirtualTime((index) => {
    if (index === 0) pause.heed(asked, time.nowMs);
    return 100;
  });
  const loop = openLoop(time, { pause });
  await played(loop, time, conversation([null, 0], { thinkMs: 200, dueMs: [0, 0] }));
  // The answer comes while the plan's clock stands still; the 200 ms begin when it goes on.
  assert.deepEqual(time.sentMs, [0, 1200]);
});
