import type { EncodedRequest, RenewedRequest } from "./load_types.ts";
import { renewWaiting } from "./renew_waiting.ts";

/** Requests handed over by one side and taken, in order, by slots that may have to wait for one. */
export class RequestQueue {
  #waiting: ((request: EncodedRequest | null) => void)[] = [];
  #items: EncodedRequest[] = [];
  #head = 0;
  #closed = false;
  #discarded = false;

  add(requests: readonly EncodedRequest[]): void {
    if (this.#discarded) return;
    for (const request of requests) {
      const taker = this.#waiting.shift();
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
    const item = this.#items[this.#head];
    if (item !== undefined) {
      this.#head++;
      if (this.#head === this.#items.length) {
        this.#items = [];
        this.#head = 0;
      }
      return item;
    }
    if (this.#closed) return null;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** No more will be added; whoever waits gets null. */
  close(): void {
    this.#closed = true;
    for (const taker of this.#waiting.splice(0)) taker(null);
  }

  /** Closes, and forgets what nobody has taken and whatever is still added. */
  discard(): void {
    this.#discarded = true;
    this.#items = [];
    this.#head = 0;
    this.close();
  }
}
