import { type Channel, nowMs, type Recording } from "../wire/mod.ts";
import type { LoadLoop, LoopTimes } from "./load_loop.ts";
import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import type { Pause } from "./pause.ts";
import { renewWaiting } from "./renew_waiting.ts";
import { interruption, prepareSlots, Slot } from "./slot.ts";
import { TurnGate } from "./turn_gate.ts";

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
  /** Default: this thread's clock. */
  now?: () => number;
}

/**
 * An open loop: every request leaves at its planned time, whatever became of those before. One that
 * is due while as many are in flight as may be waits for a place and leaves late; one that still
 * waits when the time is over is counted as not started.
 *
 * A pause moves all that follows by its length, gaps and all: let go at once, what had become due
 * meanwhile would only be refused again. Requests keep their planned times, so they count as late.
 *
 * A turn of a conversation that is due before the turn before has ended, and its user has thought,
 * leaves when that is so. It keeps its planned time too.
 */
export class OpenLoop implements LoadLoop {
  notStarted = 0;
  readonly postponedMs = new Map<number, number>();
  turnsPostponed = 0;
  readonly #now: () => number;
  readonly #options: OpenLoopOptions;
  readonly #slots: Slot[] = [];
  readonly #idle: Slot[] = [];
  /** In the order of their due times; `#next` is the first that has not been due. */
  #planned: EncodedRequest[] = [];
  #next = 0;
  #waiting: EncodedRequest[] = [];
  /** Turns that have been due and may not leave yet, in the order of their due times. */
  #turns: EncodedRequest[] = [];
  /** Goes by the plan's clock, which stands still while the plan pauses. */
  readonly #gate = new TurnGate();
  /** None of {@link #turns} may leave before this, on the plan's clock. */
  #turnOpensMs = Infinity;
  #inFlight = 0;
  #finished = false;
  #abandoned = false;
  #times: LoopTimes | null = null;
  readonly #done = Promise.withResolvers<void>();

  constructor(options: OpenLoopOptions) {
    this.#options = options;
    this.#now = options.now ?? nowMs;
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
    this.wake(this.#now());
  }

  renew(requests: readonly RenewedRequest[]): void {
    renewWaiting([...this.#waiting, ...this.#turns, ...this.#planned.slice(this.#next)], requests);
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
      const planMs = now - this.#pausedMs(now);
      if (request === undefined || times.startMs + request.dueMs! > planMs) break;
      this.#next++;
      if (this.#gate.opensMs(request) <= planMs) this.#leave(request);
      else this.#holdTurn(request);
      now = this.#now();
    }
    if (this.#next >= FORGET_AT || this.#next === this.#planned.length) {
      this.#planned.splice(0, this.#next);
      this.#next = 0;
    }
    this.#releaseTurns(now);
    while (this.#waiting.length > 0 && this.#idle.length > 0 && !this.#isPaused(now)) {
      this.#sendWaiting(this.#idle.pop()!);
    }
    this.#endIfDone();
  }

  tick(now: number): void {
    for (const slot of this.#slots) slot.channel.enforceTimeouts(now);
    if (this.#times !== null && now >= this.#times.stopAtMs) this.#stop();
  }

  nextDueMs(): number {
    if (this.#times === null) return Infinity;
    const next = this.#planned[this.#next];
    const dueMs = next === undefined ? Infinity : this.#times.startMs + next.dueMs!;
    return Math.min(dueMs, this.#turnOpensMs) + (this.#options.pause?.totalMs() ?? 0);
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

  #holdTurn(request: EncodedRequest): void {
    this.#turns.push(request);
    this.#turnOpensMs = Math.min(this.#turnOpensMs, this.#gate.opensMs(request));
  }

  /** Lets the turns go that may leave by now. */
  #releaseTurns(now: number): void {
    const planMs = now - this.#pausedMs(now);
    if (planMs < this.#turnOpensMs || this.#isPaused(now)) return;
    const held = this.#turns;
    this.#turns = [];
    this.#turnOpensMs = Infinity;
    for (const request of held) {
      const opensMs = this.#gate.opensMs(request);
      if (opensMs > planMs) {
        this.#holdTurn(request);
        continue;
      }
      this.turnsPostponed++;
      this.#postpone(request, opensMs - this.#times!.startMs - request.dueMs!);
      this.#leave(request);
    }
  }

  #postpone({ index }: EncodedRequest, byMs: number): void {
    if (byMs > 0) this.postponedMs.set(index, (this.postponedMs.get(index) ?? 0) + byMs);
  }

  #leave(request: EncodedRequest): void {
    const slot = this.#idle.pop() ??
      (this.#slots.length < this.#options.maxInFlight ? this.#addSlot() : null);
    if (slot === null) return void this.#waiting.push(request);
    this.#postpone(request, this.#pausedMs(this.#now()));
    this.#send(slot, request);
  }

  #sendWaiting(slot: Slot): void {
    const request = this.#waiting.shift()!;
    const now = this.#now();
    // Which thread a turn waited in cannot be told from its index, so the wait itself is noted.
    if (request.turn === undefined) this.#postpone(request, this.#pausedMs(now));
    else this.postponedMs.set(request.index, now - this.#times!.startMs - request.dueMs!);
    this.#send(slot, request);
  }

  async #send(slot: Slot, request: EncodedRequest): Promise<void> {
    this.#inFlight++;
    const recording = await slot.exchange(request, this.#times!.startMs + request.dueMs!);
    this.#inFlight--;
    this.#gate.ended(request, recording.endMs - this.#pausedMs(recording.endMs));
    if (!this.#abandoned) this.#options.onRecording(recording);
    if (this.#waiting.length === 0 || this.#isPaused(this.#now())) this.#idle.push(slot);
    else this.#sendWaiting(slot);
    if (request.turn?.followed) {
      for (const turn of this.#turns) {
        this.#turnOpensMs = Math.min(this.#turnOpensMs, this.#gate.opensMs(turn));
      }
      this.#releaseTurns(this.#now());
    }
    this.#endIfDone();
  }

  #stop(): void {
    this.notStarted += this.#waiting.length + this.#turns.length + this.#heldByPause();
    this.#waiting = [];
    this.#turns = [];
    this.#turnOpensMs = Infinity;
    this.#planned = [];
    this.#next = 0;
    this.#finished = true;
    this.#endIfDone();
  }

  /** Those that were due by the plan as it was made, had it not paused. */
  #heldByPause(): number {
    if (this.#times === null) return 0;
    const { startMs, stopAtMs } = this.#times;
    const untilMs = Math.min(stopAtMs, this.#now()) - startMs;
    return this.#planned.slice(this.#next).filter(({ dueMs }) => dueMs! < untilMs).length;
  }

  #endIfDone(): void {
    const empty = this.#next >= this.#planned.length && this.#waiting.length === 0 &&
      this.#turns.length === 0;
    if (this.#finished && empty && this.#inFlight === 0 && this.#times !== null) {
      this.#done.resolve();
    }
  }
}
