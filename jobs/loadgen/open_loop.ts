import { type Channel, nowMs, type Recording } from "../wire/mod.ts";
import type { LoadLoop, LoopTimes } from "./load_loop.ts";
import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import type { Pause } from "./pause.ts";
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
  /** What answers may ask for; null pays no heed to them. */
  pause: Pause | null;
}

/**
 * An open loop: every request leaves at its planned time, whatever became of those before. One that
 * is due while as many are in flight as may be waits for a place and leaves late; one that still
 * waits when the time is over is counted as not started.
 *
 * A pause moves all that follows by its length, gaps and all: let go at once, what had become due
 * meanwhile would only be refused again. Requests keep their planned times, so they count as late.
 */
export class OpenLoop implements LoadLoop {
  notStarted = 0;
  readonly postponedMs = new Map<number, number>();
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
      if (request === undefined || times.startMs + request.dueMs! > now - this.#pausedMs(now)) {
        break;
      }
      this.#next++;
      this.#leave(request);
      now = nowMs();
    }
    if (this.#next >= FORGET_AT || this.#next === this.#planned.length) {
      this.#planned.splice(0, this.#next);
      this.#next = 0;
    }
    while (this.#waiting.length > 0 && this.#idle.length > 0 && !this.#isPaused(now)) {
      this.#send(this.#idle.pop()!, this.#waiting.shift()!);
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
      : this.#times.startMs + next.dueMs! + (this.#options.pause?.totalMs() ?? 0);
  }

  #pausedMs(now: number): number {
    return this.#options.pause?.pausedMs(now) ?? 0;
  }

  #isPaused(now: number): boolean {
    return this.#options.pause?.lasts(now) ?? false;
  }

  #addSlot(): Slot {
    const { createChannel, maxResponseBytes, pause } = this.#options;
    const slot = new Slot(createChannel(), maxResponseBytes, pause);
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
    const postponedMs = this.#pausedMs(nowMs());
    if (postponedMs > 0) this.postponedMs.set(request.index, postponedMs);
    const recording = await slot.exchange(request, this.#times!.startMs + request.dueMs!);
    this.#inFlight--;
    if (!this.#abandoned) this.#options.onRecording(recording);
    const next = this.#isPaused(nowMs()) ? undefined : this.#waiting.shift();
    if (next === undefined) this.#idle.push(slot);
    else this.#send(slot, next);
    this.#endIfDone();
  }

  #stop(): void {
    this.notStarted += this.#waiting.length + this.#heldByPause();
    this.#waiting = [];
    this.#planned = [];
    this.#next = 0;
    this.#finished = true;
    this.#endIfDone();
  }

  /** Those that were due by the plan as it was made, had it not paused. */
  #heldByPause(): number {
    if (this.#times === null) return 0;
    const { startMs, stopAtMs } = this.#times;
    const untilMs = Math.min(stopAtMs, nowMs()) - startMs;
    return this.#planned.slice(this.#next).filter(({ dueMs }) => dueMs! < untilMs).length;
  }

  #endIfDone(): void {
    const empty = this.#next >= this.#planned.length && this.#waiting.length === 0;
    if (this.#finished && empty && this.#inFlight === 0 && this.#times !== null) {
      this.#done.resolve();
    }
  }
}
