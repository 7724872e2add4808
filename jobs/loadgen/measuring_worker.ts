/// <reference lib="deno.worker" />
import {
  type Alarm,
  createChannelFactory,
  nowMs,
  type Recording,
  unixOriginMs,
} from "../wire/mod.ts";
import { ClosedLoop } from "./closed_loop.ts";
import type { LoadLoop } from "./load_loop.ts";
import type { MeasuringConfig, Order, Report } from "./load_types.ts";
import { OpenLoop } from "./open_loop.ts";
import { PacedAlarm } from "./paced_alarm.ts";
import { Pause } from "./pause.ts";
import { RecordingWriter } from "./recording_batch.ts";
import { threadCpuMs } from "./thread_cpu.ts";
import { TICK_MS, Ticker } from "./ticker.ts";

/**
 * A measuring thread: it owns connections and stamps, and does nothing else. Recordings leave in
 * batches, mapped to the run's clock; decoding happens on the other side.
 */
const FLUSH_EVERY_MS = 100;
/** More at once would hold up what is due meanwhile. */
const FLUSH_AT_RECORDINGS = 16;
const FLUSH_AT_BYTES = 128 * 1024;
/** Time limits are looked after this often, ms: with hundreds of streams it takes its time. */
const LIMITS_EVERY_MS = 10;

let loop: LoadLoop;
let alarm: Alarm;
let closeChannels = () => {};
const recorded = new RecordingWriter();
/** Adds to this thread's clock to give ms since the run's start. */
let toRunClockMs = 0;

function send(report: Report, transfer: Transferable[] = []): void {
  self.postMessage(report, transfer);
}

function record(recording: Recording): void {
  recorded.add(recording, toRunClockMs);
  if (recorded.recordings >= FLUSH_AT_RECORDINGS || recorded.bytes >= FLUSH_AT_BYTES) flush();
}

function flush(): void {
  if (recorded.recordings === 0) return;
  const batch = recorded.take();
  send({ type: "recordings", batch }, [batch.memory]);
}

function createLoop(config: MeasuringConfig, bell: SharedArrayBuffer): LoadLoop {
  const channels = createChannelFactory(config.transport, config);
  closeChannels = () => channels.close();
  alarm = channels.alarm ?? new PacedAlarm(bell);
  const createChannel = () => channels.channel();
  const { maxResponseBytes } = config;
  const pause = config.pause === null ? null : new Pause(config.pause);
  return config.kind === "closed_loop"
    ? new ClosedLoop({
      createChannel,
      slots: config.slots,
      maxResponseBytes,
      onRecording: record,
      pause,
      onWarm: (taken) => send({ type: "warm", taken }),
    })
    : new OpenLoop({
      createChannel,
      maxInFlight: config.slots,
      connectAhead: config.connectAhead,
      maxResponseBytes,
      onRecording: record,
      pause,
    });
}

async function run(order: Order & { type: "start" }): Promise<void> {
  toRunClockMs = unixOriginMs() - order.originUnixMs;
  const startMs = -toRunClockMs;
  const cpuBeforeMs = threadCpuMs();
  const startedMs = nowMs();
  const ticker = new Ticker(startMs, startedMs);
  let flushedMs = startedMs;
  let limitsMs = startedMs;
  try {
    const running = loop.run({
      startMs,
      stopAtMs: order.stopAfterMs === null ? Infinity : startMs + order.stopAfterMs,
      warmupUntilMs: startMs + order.warmupMs,
    });
    alarm.start({
      firstMs: ticker.dueMs,
      everyMs: TICK_MS,
      nextDueMs: () => loop.nextDueMs(),
      onWake: (now) => {
        loop.wake(now);
        if (!ticker.wake(now)) return;
        if (now - limitsMs >= LIMITS_EVERY_MS) {
          limitsMs = now;
          loop.tick(now);
        }
        if (now - flushedMs >= FLUSH_EVERY_MS) {
          flushedMs = now;
          flush();
        }
      },
    });
    await running;
  } finally {
    alarm.stop();
    closeChannels();
  }
  flush();
  const cpuAfterMs = threadCpuMs();
  const tickLagsMs = ticker.lagsMs();
  send({
    type: "finished",
    record: {
      elapsedMs: nowMs() - startedMs,
      tickLagsMs,
      cpuMs: cpuBeforeMs === null || cpuAfterMs === null
        ? null
        : Math.max(0, cpuAfterMs - cpuBeforeMs - alarm.spunMs),
      notStarted: loop.notStarted,
      postponedMs: loop.postponedMs,
      turnsPostponed: loop.turnsPostponed,
    },
  }, [tickLagsMs.buffer]);
}

self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
  switch (order.type) {
    case "prepare":
      loop = createLoop(order.config, order.bell);
      await loop.prepare();
      return send({ type: "ready" });
    case "requests":
      return loop.add(order.requests);
    case "renew":
      return loop.renew(order.requests);
    case "finish":
      return loop.finish();
    case "start":
      return await run(order);
    case "abandon":
      return loop.abandon();
  }
};
