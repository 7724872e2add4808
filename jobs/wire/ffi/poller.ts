import { type Alarm, SPIN_AHEAD_MS, type WakeCalls } from "../alarm.ts";
import { nowMs } from "../clock.ts";
import { ERRNO, fixedMemory, type Libc } from "./libc.ts";

/** Something a socket can be ready for, or have come to (`man 2 epoll_ctl`). */
export const READABLE = 0x001;
export const WRITABLE = 0x004;
const BROKEN = 0x008 | 0x010;
/** The peer will send no more: end of file, once everything has been read. */
export const ENDED = 0x2000 | BROKEN;
/** Told of what is new only: to ask each socket again after it was served takes as long as a read. */
const EDGES = 1 << 31;

const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
// struct epoll_event is packed on x86-64 alone: events 0, data 4 there, data 8 elsewhere.
const EVENT_BYTES = Deno.build.arch === "x86_64" ? 12 : 16;
const DATA_AT = EVENT_BYTES - 8;
const MAX_EVENTS = 512;

/** The event loop gets a turn this often at least, ms; while somebody waits for it, the latter. */
const TURN_MS = 8;
const AWAITED_TURN_MS = 1;
/**
 * It comes to rest, and so gets to messages and to Deno's own sockets, this often, ms: while an
 * immediate is pending, the runtime looks at them once in 61 turns only. Twice while an answer
 * lasts, for messages bring new requests, and those at hand last as long as that; but a rest costs
 * 0.1 ms.
 */
const RESTS_AN_ANSWER = 2;
const MIN_REST_MS = 4;
const MAX_REST_MS = 32;
/** A rest may last as long as this when the machine is busy, ms: not just before something is due. */
const LONG_REST_MS = 3;
const REST_AT_LATEST_MS = 250;

/**
 * Sockets are looked at no more often than once in this share of the time that answers take. To be
 * woken for every event by itself costs more than anything that is done with it, and the kernel's
 * stamps do not mind; but the next request of a closed loop leaves later by half as much on
 * average, so the load comes out lower by a quarter of a per cent.
 */
const GATHER_SHARE = 1 / 200;
/** Where that is as long as this, ms, they are looked at with every tick (2 ms), and then only. */
const ONE_SLEEP_MS = 1;
/** Weight of the latest answer in the mean of what they take. */
const LATEST_WEIGHT = 1 / 16;
/** Sleep is not worth its cost below this, ms; the kernel makes it about 0.05 ms longer. */
const SHORTEST_SLEEP_MS = 0.1;

/** Whoever wants to know that a socket is ready. */
export interface Pollable {
  /**
   * Called once for what has come by now, all of which must be read: what is left is not told again.
   * @param events what the socket is ready for; {@link ENDED} among them when no more will come
   */
  onReady(events: number): void;
}

/**
 * Waits for the sockets of one thread with `epoll`, and for whatever else is due on it.
 *
 * While anything is watched, or the alarm is set, the thread waits here instead of in its event
 * loop, which gets a turn every few milliseconds. That is what makes it cheap: many sockets are
 * served in one turn, without a promise or a task each. Arrival times do not suffer, for the kernel
 * takes them.
 */
export class Poller implements Alarm {
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #watched = new Map<number, Pollable>();
  readonly #one = fixedMemory(EVENT_BYTES);
  readonly #oneView = new DataView(this.#one.buffer);
  readonly #events = fixedMemory(EVENT_BYTES * MAX_EVENTS);
  readonly #eventsView = new DataView(this.#events.buffer);
  readonly #timeout = fixedMemory(16);
  readonly #timeoutWords = new Uint32Array(this.#timeout.buffer);
  /** A turn is under way, or will come. */
  #running = false;
  #closed = false;
  #resting: Promise<void> | null = null;
  #restedMs = -Infinity;
  /** When sockets were last served; -Infinity when none was ready. */
  #servedMs = -Infinity;
  /** Set when a promise has been settled. */
  #giveWay = false;
  /** Pieces of work under way that only the event loop can bring to an end. */
  #awaited = 0;
  /** What the answers so far took on average, ms. */
  #meanAnswerMs = 0;
  #calls: WakeCalls | null = null;
  #nextTickMs = Infinity;
  spunMs = 0;
  /** When sockets were last looked at. */
  #lookedMs = -Infinity;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#epoll = libc.call.epoll_create1(EPOLL_CLOEXEC);
    if (this.#epoll < 0) {
      throw new Error(`cannot wait for sockets: ${libc.errorText(libc.errno())}`);
    }
  }

  /** Calls `pollable` when the socket is ready for `interest`, or becomes so again, or ends. */
  watch(socket: number, interest: number, pollable: Pollable): void {
    const operation = this.#watched.has(socket) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    this.#watched.set(socket, pollable);
    this.#oneView.setUint32(0, interest | ENDED | EDGES, true);
    this.#oneView.setUint32(DATA_AT, socket, true);
    if (this.#libc.call.epoll_ctl(this.#epoll, operation, socket, this.#one) < 0) {
      throw new Error(`cannot watch a socket: ${this.#libc.errorText(this.#libc.errno())}`);
    }
    this.#begin();
  }

  /** Forgets the socket; to be called before it is closed. */
  unwatch(socket: number): void {
    if (!this.#watched.delete(socket)) return;
    this.#libc.call.epoll_ctl(this.#epoll, EPOLL_CTL_DEL, socket, this.#one);
  }

  /** Lets the event loop run before waiting again: a promise has been settled. */
  giveWay(): void {
    this.#giveWay = true;
  }

  /** While `work` is under way, the event loop comes to rest in every turn: that ends it. */
  async awaitElsewhere<Result>(work: Promise<Result>): Promise<Result> {
    this.#awaited++;
    try {
      return await work;
    } finally {
      this.#awaited--;
    }
  }

  /** Takes note of how long an answer took: how often to look at sockets goes by that. */
  noteAnswer(tookMs: number): void {
    this.#meanAnswerMs += LATEST_WEIGHT * (tookMs - this.#meanAnswerMs);
  }

  start(calls: WakeCalls): void {
    this.#calls = calls;
    this.#nextTickMs = calls.firstMs;
    this.#begin();
  }

  stop(): void {
    this.#calls = null;
    this.#nextTickMs = Infinity;
  }

  /** Resolves when nothing of it is under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#watched.clear();
    this.#libc.call.close(this.#epoll);
    await this.#resting;
  }

  readonly #run = (): void => {
    if (this.#wanted) this.#pollOnce();
    // Handlers may have closed us, or left nothing to wait for.
    this.#running = this.#wanted;
    if (!this.#running) return;
    const now = nowMs();
    if (!this.#mayRest(now)) {
      setImmediate(this.#run);
      return;
    }
    // A call that ends on another thread: until it does there is nothing to do. 13 us; an immediate
    // takes 3.
    this.#restedMs = now;
    this.#resting = this.#libc.call.sched_yield().then(this.#run);
  };

  #mayRest(now: number): boolean {
    const sinceMs = now - this.#restedMs;
    const inMs = (this.#calls?.nextDueMs() ?? Infinity) - now;
    const restMs = this.#awaited > 0
      ? 0
      : Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, this.#meanAnswerMs / RESTS_AN_ANSWER));
    return sinceMs >= REST_AT_LATEST_MS || (sinceMs >= restMs && inMs > LONG_REST_MS);
  }

  get #wanted(): boolean {
    return !this.#closed && (this.#watched.size > 0 || this.#calls !== null);
  }

  #begin(): void {
    if (this.#running) return;
    this.#running = true;
    setImmediate(this.#run);
  }

  #pollOnce(): void {
    this.#giveWay = false;
    const turnEndMs = nowMs() + (this.#awaited > 0 ? AWAITED_TURN_MS : TURN_MS);
    let now: number;
    do {
      const dueMs = this.#calls?.nextDueMs() ?? Infinity;
      const sleepEndMs = Math.min(turnEndMs, this.#nextTickMs, dueMs - SPIN_AHEAD_MS);
      this.#gather(sleepEndMs);
      this.#serve(sleepEndMs);
      now = nowMs();
      if (now >= this.#nextTickMs || now >= dueMs) this.#wake(now);
      // What was due may have been waited for with a promise.
      if (now >= dueMs) this.#giveWay = true;
    } while (now < turnEndMs && !this.#giveWay && this.#wanted);
  }

  #wake(now: number): void {
    const calls = this.#calls;
    if (calls === null) return;
    while (this.#nextTickMs <= now) this.#nextTickMs += calls.everyMs;
    calls.onWake(now);
  }

  /** Sleeps until sockets may be looked at again. */
  #gather(endMs: number): void {
    const gatherMs = GATHER_SHARE * this.#meanAnswerMs;
    // To be woken is what costs: when there is time for it, ticks and looks are one.
    const untilMs = gatherMs >= ONE_SLEEP_MS ? endMs : Math.min(this.#servedMs + gatherMs, endMs);
    const sleepMs = untilMs - nowMs();
    if (sleepMs < SHORTEST_SLEEP_MS) return;
    this.#setTimeout(sleepMs);
    this.#libc.call.nanosleep(this.#timeout, null);
  }

  /** Waits until a socket is ready, and serves all that are. */
  #serve(endMs: number): void {
    this.#setTimeout(Math.max(0, endMs - nowMs()));
    const count = this.#libc.call.epoll_pwait2(
      this.#epoll,
      this.#events,
      MAX_EVENTS,
      this.#timeout,
      null,
    );
    if (count < 0 && this.#libc.errno() !== ERRNO.EINTR) {
      throw new Error(`waiting for sockets failed: ${this.#libc.errorText(this.#libc.errno())}`);
    }
    const now = nowMs();
    if (count === 0 && now > endMs) this.spunMs += now - Math.max(endMs, this.#lookedMs);
    this.#lookedMs = now;
    this.#servedMs = count > 0 ? now : -Infinity;
    for (let event = 0; event < count; event++) {
      const at = event * EVENT_BYTES;
      // One served before it in this round may have closed it.
      const pollable = this.#watched.get(this.#eventsView.getUint32(at + DATA_AT, true));
      pollable?.onReady(this.#eventsView.getUint32(at, true));
    }
  }

  /** @param ms less than a second */
  #setTimeout(ms: number): void {
    this.#timeoutWords[2] = ms * 1e6;
  }
}
