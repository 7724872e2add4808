import { setTimeout as sleep } from "node:timers/promises";
import {
  type Channel,
  nowMs,
  RawChannel,
  type Recording,
  ResponseTape,
  WireFailure,
} from "../wire/mod.ts";
import type { MeasuringConfig } from "./load_types.ts";
import { RequestQueue } from "./request_queue.ts";

/** How often timeouts are enforced, ms: the precision of every limit. */
const TICK_MS = 5;
/** Connections opened at once; more would delay each other by tens of ms. */
const CONNECTS_AT_ONCE = 8;
/** Slots start this far apart, so that their first requests do not queue behind one another. */
const START_SPACING_MS = 0.5;

/**
 * A closed loop: every slot sends its next request when its last one has been answered. Slots share
 * one queue. Finished requests are handed to `onRecording` undecoded.
 */
export class ClosedLoop {
  readonly queue = new RequestQueue();
  readonly #channels: Channel[];
  readonly #maxResponseBytes: number;
  #abandoned = false;

  constructor(config: MeasuringConfig, private readonly onRecording: (r: Recording) => void) {
    this.#maxResponseBytes = config.maxResponseBytes;
    this.#channels = Array.from({ length: config.slots }, () => new RawChannel(config));
  }

  /** Opens every slot's connection, a few at a time. */
  async prepare(): Promise<void> {
    const pending = this.#channels.values();
    const opener = async () => {
      for (const channel of pending) await channel.prepare();
    };
    await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, opener));
  }

  /**
   * Runs until the queue is closed and empty, or until `stopAtMs` on this thread's clock; requests
   * in flight then are waited for, within their own time limits.
   */
  async run(stopAtMs: number): Promise<void> {
    const ticker = setInterval(() => {
      const now = nowMs();
      for (const channel of this.#channels) channel.enforceTimeouts(now);
      if (now >= stopAtMs) this.queue.discard();
    }, TICK_MS);
    try {
      await Promise.all(this.#channels.map((channel, slot) => this.#runSlot(channel, slot)));
    } finally {
      clearInterval(ticker);
      for (const channel of this.#channels) channel.close();
    }
  }

  /** Stops at once; what is in flight is not recorded. */
  abandon(): void {
    this.#abandoned = true;
    this.queue.discard();
    const failure = new WireFailure("client", "body", "the run was interrupted");
    for (const channel of this.#channels) channel.abort(failure);
  }

  async #runSlot(channel: Channel, slot: number): Promise<void> {
    const tape = new ResponseTape(this.#maxResponseBytes);
    if (slot > 0) await sleep(slot * START_SPACING_MS);
    for (;;) {
      // From here on the slot is free: a request that could leave later than this is late.
      const scheduledMs = nowMs();
      const request = await this.queue.take();
      if (request === null) return;
      const exchange = await channel.exchange(request.bytes, tape);
      if (this.#abandoned) return;
      const { failure } = exchange;
      this.onRecording({
        index: request.index,
        phase: request.phase,
        scheduledMs,
        sentMs: exchange.sentMs,
        connectStartMs: exchange.connectStartMs,
        connectedMs: exchange.connectedMs,
        endMs: exchange.endMs,
        retries: exchange.retries,
        ...tape.copy(),
        failure: failure === null
          ? null
          : { kind: failure.kind, phase: failure.phase, message: failure.message },
      });
    }
  }
}
