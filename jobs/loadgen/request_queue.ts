import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import { renewWaiting } from "./renew_waiting.ts";

/** Requests handed over by one side and taken, in order, by slots that may have to wait for one. */
export class RequestQueue {
  #waiting: ((request: EncodedRequest | null) => void)[] = [];
  #items: EncodedRequest[] = [];
  #head = 0;
  #closed = false;
  #discarded = false;
  readonly #held: () => boolean;

  /** @param held while true nothing is given out; {@link giveOne} goes on afterwards */
  constructor(held: () => boolean = () => false) {
    this.#held = held;
  }

  add(requests: readonly EncodedRequest[]): void {
    if (this.#discarded) return;
    for (const request of requests) {
      const taker = this.#held() ? undefined : this.#waiting.shift();
      if (taker === undefined) this.#items.push(request);
      else taker(request);
    }
  }

  /** Gives those that nobody has taken other bytes. */
  renew(requests: readonly RenewedRequest[]): void {
    renewWaiting(this.#items.slice(this.#head), requests);
  }

  /** The next request; null once the queue is closed and empty. */
  take(): EncodedRequest | null | Promise<EncodedRequest | null> {
    const item = this.#held() ? undefined : this.#shift();
    if (item !== undefined) return item;
    if (this.#closed && this.#isEmpty()) return null;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives one request to whoever has waited longest, if it was only held back. */
  giveOne(): void {
    if (this.#waiting.length === 0 || this.#isEmpty() || this.#held()) return;
    this.#waiting.shift()!(this.#shift()!);
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

  #shift(): EncodedRequest | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    }
    this.#endIfDone();
    return item;
  }

  #isEmpty(): boolean {
    return this.#head === this.#items.length;
  }

  #endIfDone(): void {
    if (!this.#closed || !this.#isEmpty()) return;
    for (const taker of this.#waiting.splice(0)) taker(null);
  }
}
