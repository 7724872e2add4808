import { type Channel, nowMs, type Recording } from "../wire/mod.ts";
import type { LoadLoop, LoopTimes } from "./load_loop.ts";
import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import type { Pause } from "./pause.ts";
import { RequestQueue } from "./request_queue.ts";
import { interruption, prepareSlots, Slot } from "./slot.ts";

/** Slots start this far apart, so that their first requests do not queue behind one another. */
const START_SPACING_MS = 0.5;

/** What a closed loop needs. */
export interface ClosedLoopOptions {
  createChannel: () => Channel;
  slots: number;
  maxResponseBytes: number;
  onRecording: (recording: Recording) => void;
  /** Called once, when the warm-up time is over, with the requests taken by then. */
  onWarm: (taken: number) => void;
  /** What answers may ask for; null pays no heed to them. */
  pause: Pause | null;
  /** Default: this thread's clock. */
  now?: () => number;
}

/**
 * A closed loop: every slot sends its next request when its last one has been answered. Slots share
 * one queue. While the plan pauses they wait; then they go on one after the other, a turn of the
 * alarm apart, so that whoever asked for less is not met by all of them at once.
 *
 * A conversation whose user reads and thinks holds no slot: the slot takes the first request behind
 * that may leave, and waits only when there is none.
 */
export class ClosedLoop implements LoadLoop {
  readonly notStarted = 0;
  readonly postponedMs: ReadonlyMap<number, number> = new Map();
  readonly turnsPostponed = 0;
  readonly #now: () => number;
  readonly #options: ClosedLoopOptions;
  readonly #queue: RequestQueue;
  readonly #slots: Slot[];
  #times: LoopTimes = { startMs: 0, stopAtMs: Infinity, warmupUntilMs: 0 };
  #taken = 0;
  #warm = false;
  #abandoned = false;
  #firstStartMs = Infinity;
  readonly #running: Promise<void>[] = [];
  readonly #allStarted = Promise.withResolvers<void>();

  constructor(options: ClosedLoopOptions) {
    this.#options = options;
    const { pause, now = nowMs } = options;
    this.#now = now;
    this.#queue = new RequestQueue({ held: () => pause?.lasts(now()) ?? false, now });
    this.#slots = Array.from(
      { length: options.slots },
      () => new Slot(options.createChannel(), options.maxResponseBytes, pause),
    );
  }

  prepare(): Promise<void> {
    return prepareSlots(this.#slots);
  }

  add(requests: readonly EncodedRequest[]): void {
    this.#queue.add(requests);
  }

  renew(requests: readonly RenewedRequest[]): void {
    this.#queue.renew(requests);
  }

  finish(): void {
    this.#queue.close();
  }

  async run(times: LoopTimes): Promise<void> {
    this.#times = times;
    this.#warm = times.warmupUntilMs <= times.startMs;
    this.#firstStartMs = this.#now();
    this.#startSlots(this.#firstStartMs);
    await this.#allStarted.promise;
    await Promise.all(this.#running);
    this.#noteWarm(Infinity);
    for (const slot of this.#slots) slot.channel.close();
  }

  abandon(): void {
    this.#abandoned = true;
    this.#queue.discard();
    for (const slot of this.#slots) slot.channel.abort(interruption());
  }

  wake(now: number): void {
    this.#startSlots(now);
    this.#queue.wake();
  }

  tick(now: number): void {
    for (const slot of this.#slots) slot.channel.enforceTimeouts(now);
    if (now >= this.#times.stopAtMs) this.#queue.discard();
    this.#noteWarm(now);
  }

  nextDueMs(): number {
    return Math.min(this.#nextStartMs(), this.#queue.nextOpensMs());
  }

  #nextStartMs(): number {
    const started = this.#running.length;
    return started === this.#slots.length
      ? Infinity
      : this.#firstStartMs + started * START_SPACING_MS;
  }

  #startSlots(now: number): void {
    if (this.#running.length === this.#slots.length) return;
    while (this.#nextStartMs() <= now) {
      this.#running.push(this.#runSlot(this.#slots[this.#running.length]!));
    }
    if (this.#running.length === this.#slots.length) this.#allStarted.resolve();
  }

  async #runSlot(slot: Slot): Promise<void> {
    for (;;) {
      // From here on the slot is free: a request that could leave later than this is late.
      const freeMs = this.#now();
      this.#noteWarm(freeMs);
      const taken = this.#queue.take();
      // There are requests, but it is not their turn.
      const heldUp = taken instanceof Promise && this.#queue.size > 0;
      const request = await taken;
      if (request === null) return;
      const scheduledMs = this.#scheduledMs(request, freeMs, heldUp);
      this.#taken++;
      if (!this.#warm) request.phase = "warmup";
      const recording = await slot.exchange(request, scheduledMs);
      this.#queue.ended(request, recording.endMs);
      if (this.#abandoned) return;
      this.#options.onRecording(recording);
    }
  }

  /** When the request could have left: the slot was free, and it was the request's turn. */
  #scheduledMs(request: EncodedRequest, freeMs: number, heldUp: boolean): number {
    if (this.#pausedSince(freeMs)) return this.#now();
    const opensMs = this.#queue.opensMs(request);
    if (opensMs > freeMs) return opensMs;
    // It came later than the slot was free because turns that had to wait left no room for it.
    return heldUp ? this.#now() : freeMs;
  }

  #pausedSince(timeMs: number): boolean {
    return this.#options.pause?.lasts(timeMs) ?? false;
  }

  #noteWarm(now: number): void {
    if (this.#warm || now < this.#times.warmupUntilMs) return;
    this.#warm = true;
    this.#options.onWarm(this.#taken);
  }
}
