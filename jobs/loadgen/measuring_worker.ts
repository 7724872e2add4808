/// <reference lib="deno.worker" />
import { nowMs, type Recording, transferables, unixOriginMs } from "../wire/mod.ts";
import { ClosedLoop } from "./closed_loop.ts";
import type { Order, Report } from "./load_types.ts";

/**
 * A measuring thread: it owns connections and stamps, and does nothing else. Recordings leave in
 * batches, mapped to the run's clock; decoding happens on the other side.
 */
const FLUSH_EVERY_MS = 100;
const FLUSH_AT_RECORDINGS = 64;

let loop: ClosedLoop | null = null;
let pending: Recording[] = [];
/** Adds to this thread's clock to give ms since the run's start. */
let toRunClockMs = 0;

function send(report: Report, transfer: Transferable[] = []): void {
  self.postMessage(report, transfer);
}

function flush(): void {
  if (pending.length === 0) return;
  const recordings = pending;
  pending = [];
  for (const recording of recordings) shiftClock(recording, toRunClockMs);
  send({ type: "recordings", recordings }, recordings.flatMap(transferables));
}

function shiftClock(recording: Recording, byMs: number): void {
  const shift = (timeMs: number | null) => timeMs === null ? null : timeMs + byMs;
  recording.scheduledMs += byMs;
  recording.sentMs = shift(recording.sentMs);
  recording.connectStartMs = shift(recording.connectStartMs);
  recording.connectedMs = shift(recording.connectedMs);
  recording.endMs += byMs;
  for (const stamps of [recording.readStampsMs, recording.userReadStampsMs ?? []]) {
    for (let read = 0; read < stamps.length; read++) stamps[read]! += byMs;
  }
}

async function start(loop: ClosedLoop, originUnixMs: number, stopAfterMs: number | null) {
  toRunClockMs = unixOriginMs() - originUnixMs;
  const stopAtMs = stopAfterMs === null ? Infinity : stopAfterMs - toRunClockMs;
  const flusher = setInterval(flush, FLUSH_EVERY_MS);
  try {
    await loop.run(Math.max(stopAtMs, nowMs()));
  } finally {
    clearInterval(flusher);
  }
  flush();
  send({ type: "finished" });
}

self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
  switch (order.type) {
    case "prepare":
      loop = new ClosedLoop(order.config, (recording) => {
        pending.push(recording);
        if (pending.length >= FLUSH_AT_RECORDINGS) flush();
      });
      await loop.prepare();
      return send({ type: "ready" });
    case "requests":
      return loop!.queue.add(order.requests);
    case "finish":
      return loop!.queue.close();
    case "start":
      return await start(loop!, order.originUnixMs, order.stopAfterMs);
    case "abandon":
      return loop!.abandon();
  }
};
