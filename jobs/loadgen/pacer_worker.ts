/// <reference lib="deno.worker" />
import { nowMs, SPIN_AHEAD_MS, unixOriginMs } from "../wire/mod.ts";
import type { Beat } from "./pacer.ts";

/**
 * The pacer: a thread that does nothing but wait, and ring a measuring thread's bell when it is
 * time. Blocked in `Atomics.wait` it costs little and is late by about a tenth of a millisecond,
 * whatever the event loops of the others are doing.
 */
function keepTime({ bells, ended, originUnixMs, everyMs, dueMs }: Beat): void {
  const words = bells.map((bell) => new Int32Array(bell));
  const endedWord = new Int32Array(ended);
  const toRunMs = unixOriginMs() - originUnixMs;
  let nextDue = 0;
  let nextTickMs = everyMs;
  while (Atomics.load(endedWord, 0) === 0) {
    const now = nowMs() + toRunMs;
    if (now >= nextTickMs) {
      for (const word of words) ring(word);
      nextTickMs += everyMs * (Math.floor((now - nextTickMs) / everyMs) + 1);
    }
    // Requests are dealt to the threads in turn.
    for (; nextDue < dueMs.length && dueMs[nextDue]! - SPIN_AHEAD_MS <= now; nextDue++) {
      ring(words[nextDue % words.length]!);
    }
    const nextDueMs = (dueMs[nextDue] ?? Infinity) - SPIN_AHEAD_MS;
    const waitMs = Math.min(nextTickMs, nextDueMs) - (nowMs() + toRunMs);
    if (waitMs > 0) Atomics.wait(endedWord, 0, 0, waitMs);
  }
}

function ring(bell: Int32Array): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

self.onmessage = ({ data }: MessageEvent<Beat>) => keepTime(data);
