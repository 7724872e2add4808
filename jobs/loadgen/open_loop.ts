import { type Channel, nowMs, type Recording } from "../wire/mod.ts";
import type { LoadLoop, LoopTimes } from "./load_loop.ts";
import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import { renewWaiting } from "./renew_waiting.ts";
import { interruption, prepareSlots, Slot } from "./slot.ts";

/** Requests that have left are forgotten so many at a time. */
const FORGET_AT = 256;

/** What an open loop needs. */
export interface OpenLoopOptions {
  createChannel: () => Channel;
  /** Requests in flight at most. */
  maxInFlight: number;
  /** Connections to open before the start. */
  connectAhead: number;
  maxResponseBytes: number;
  onRecording: (recording: Recording) => void;
}

/**
 * An open loop: every request leaves at its planned time, whatever became of those before. One that
 * is due while as many are in flight as may be waits for a place and leaves late; one that still
 * waits when the time is over is counted as not started.
 */
export class OpenLoop implements LoadLoop {
  notStarted = 0;
  readonly #options: OpenLoopOptions;
  readonly #slots: Slot[] = [];
  readonly #idle: Slot[] = [];
  /** In the order of their due times; `#next` is the first that has not been due. */
  #planned: EncodedRequest[] = [];
  #next = 0;
  #waiting: EncodedRequest[] = [];
  #inFlight = 0;
  #finished = false;
  #abandoned = false;
  #times: LoopTimes | null = null;
  readonly #done = Promise.withResolvers<void>();

  constructor(options: OpenLoopOptions) {
    this.#options = options;
    while (this.#slots.length < Math.min(options.connectAhead, options.maxInFlight)) {
      this.#idle.push(this.#addSlot());
    }
  }

  prepare(): Promise<void> {
    return prepareSlots(this.#slots);
  }

  add(requests: readonly EncodedRequest[]): void {
    if (this.#finished) return;
    for (const request of requests) this.#planned.push(request);
    this.wake(nowMs());
  }

  renew(requests: readonly RenewedRequest[]): void {
    renewWaiting([...this.#waiting, ...this.#planned.slice(this.#next)], requests);
  }

  finish(): void {
    this.#finished = true;
    this.#endIfDone();
  }

  async run(times: LoopTimes): Promise<void> {
    this.#times = times;
    await this.#done.promise;
    for (const slot of this.#slots) slot.channel.close();
  }

  abandon(): void {
    this.#abandoned = true;
    this.#stop();
    for (const slot of this.#slots) slot.channel.abort(interruption());
  }

  wake(now: number): void {
    const times = this.#times;
    if (times === null) return;
    for (;;) {
      const request = this.#planned[this.#next];
      if (request === undefined || times.startMs + request.dueMs! > now) break;
      this.#next++;
      this.#leave(request);
      now = nowMs();
    }
    if (this.#next >= FORGET_AT || this.#next === this.#planned.length) {
      this.#planned.splice(0, this.#next);
      this.#next = 0;
    }
    this.#endIfDone();
  }

  tick(now: number): void {
    for (const slot of this.#slots) slot.channel.enforceTimeouts(now);
    if (this.#times !== null && now >= this.#times.stopAtMs) this.#stop();
  }

  nextDueMs(): number {
    const next = this.#planned[this.#next];
    return this.#times === null || next === undefined
      ? Infinity
      : this.#times.startMs + next.dueMs!;
  }

  #addSlot(): Slot {
    const slot = new Slot(this.#options.createChannel(), this.#options.maxResponseBytes);
    this.#slots.push(slot);
    return slot;
  }

  #leave(request: EncodedRequest): void {
    const slot = this.#idle.pop() ??
      (this.#slots.length < this.#options.maxInFlight ? this.#addSlot() : null);
    if (slot === null) this.#waiting.push(request);
    else this.#send(slot, request);
  }

  async #send(slot: Slot, request: EncodedRequest): Promise<void> {
    this.#inFlight++;
    const recording = await slot.exchange(request, this.#times!.startMs + request.dueMs!);
    this.#inFlight--;
    if (!this.#abandoned) this.#options.onRecording(recording);
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(slot);
    else this.#send(slot, next);
    this.#endIfDone();
  }

  #stop(): void {
    this.notStarted += this.#waiting.length;
    this.#waiting = [];
    this.#planned = [];
    this.#next = 0;
    this.#finished = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    const empty = this.#next >= this.#planned.length && this.#waiting.length === 0;
    if (this.#finished && empty && this.#inFlight === 0 && this.#times !== null) {
      this.#done.resolve();
    }
  }
}
