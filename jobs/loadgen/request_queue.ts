import { nowMs } from "../wire/mod.ts";
import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import { renewWaiting } from "./renew_waiting.ts";
import { TurnGate } from "./turn_gate.ts";

/** Requests that have been taken are forgotten so many at a time. */
const FORGET_AT = 256;

/** What a queue goes by. */
export interface RequestQueueOptions {
  /** While true nothing is given out; {@link RequestQueue.wake} goes on afterwards. */
  held?: () => boolean;
  /** The clock that conversations go by. Default: the thread's. */
  now?: () => number;
}

/**
 * Requests handed over by one side and taken by slots that may have to wait for one: each gets the
 * first that may leave. A turn of a conversation that may not leave yet lets others go first.
 */
export class RequestQueue {
  #waiting: ((request: EncodedRequest | null) => void)[] = [];
  #items: EncodedRequest[] = [];
  #head = 0;
  #closed = false;
  #discarded = false;
  /** It was held; since then nobody who waited has gone away with nothing. */
  #spreading = false;
  /** Before this none of the requests at hand may leave; -Infinity when that is not known. */
  #opensMs = -Infinity;
  readonly #gate = new TurnGate();
  readonly #held: () => boolean;
  readonly #now: () => number;

  constructor({ held = () => false, now = nowMs }: RequestQueueOptions = {}) {
    this.#held = held;
    this.#now = now;
  }

  /** Requests that nobody has taken. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  add(requests: readonly EncodedRequest[]): void {
    if (this.#discarded) return;
    for (const request of requests) this.#items.push(request);
    this.#opensMs = -Infinity;
    if (!this.#isHeld() && !this.#spreading) this.#giveAll();
  }

  /** Gives those that nobody has taken other bytes. */
  renew(requests: readonly RenewedRequest[]): void {
    renewWaiting(this.#items.slice(this.#head), requests);
  }

  /** The next request; null once the queue is closed and empty. */
  take(): EncodedRequest | null | Promise<EncodedRequest | null> {
    const item = this.#isHeld() ? undefined : this.#shift();
    if (item !== undefined) {
      this.#endIfDone();
      return item;
    }
    if (this.#closed && this.size === 0) return null;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A request has been answered, or has failed: the turn after it may leave when it is time. */
  ended(request: EncodedRequest, endMs: number): void {
    this.#gate.ended(request, endMs);
    this.#opensMs = -Infinity;
  }

  /** When a request was allowed to leave: -Infinity when it follows none. */
  opensMs(request: EncodedRequest): number {
    return this.#gate.opensMs(request);
  }

  /** When somebody waits for a turn whose time is known, that time; else Infinity. */
  nextOpensMs(): number {
    if (this.#waiting.length === 0 || this.#spreading || this.#opensMs === -Infinity) {
      return Infinity;
    }
    return this.#opensMs;
  }

  /**
   * Gives what may leave by now to those who wait. After it was held one request a call, so that
   * those who were held back do not all leave at once.
   */
  wake(): void {
    if (this.#waiting.length === 0 || this.#isHeld()) return;
    if (this.#spreading) this.#spreading = this.#giveOne();
    else this.#giveAll();
  }

  /** No more will be added; whoever waits for more than there is gets null. */
  close(): void {
    this.#closed = true;
    this.#endIfDone();
  }

  /** Closes, and forgets what nobody has taken and whatever is still added. */
  discard(): void {
    this.#discarded = true;
    this.#items = [];
    this.#head = 0;
    this.close();
  }

  #isHeld(): boolean {
    const held = this.#held();
    if (held) this.#spreading = true;
    return held;
  }

  #giveAll(): void {
    while (this.#giveOne());
  }

  /** @returns whether there was somebody to give to, and something to give */
  #giveOne(): boolean {
    if (this.#waiting.length === 0) return false;
    const item = this.#shift();
    if (item === undefined) return false;
    this.#waiting.shift()!(item);
    this.#endIfDone();
    return true;
  }

  /** The first that may leave. */
  #shift(): EncodedRequest | undefined {
    const at = this.#firstOpen();
    if (at === null) return undefined;
    const item = this.#items[at]!;
    if (at === this.#head) this.#head++;
    else this.#items.splice(at, 1);
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head === FORGET_AT) {
      this.#items.splice(0, FORGET_AT);
      this.#head = 0;
    }
    return item;
  }

  #firstOpen(): number | null {
    const first = this.#items[this.#head];
    if (first === undefined) return null;
    if (this.#gate.opensMs(first) === -Infinity) return this.#head;
    const now = this.#now();
    if (now < this.#opensMs) return null;
    let soonestMs = Infinity;
    for (let at = this.#head; at < this.#items.length; at++) {
      const opensMs = this.#gate.opensMs(this.#items[at]!);
      if (opensMs <= now) return at;
      soonestMs = Math.min(soonestMs, opensMs);
    }
    this.#opensMs = soonestMs;
    return null;
  }

  #endIfDone(): void {
    if (!this.#closed || this.size > 0) return;
    for (const taker of this.#waiting.splice(0)) taker(null);
  }
}
