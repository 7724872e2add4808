import type { Recording } from "../wire/mod.ts";
import type { RenewedRequest } from "./load_types.ts";
import type { MeasuringThread } from "./measuring_thread.ts";

type Thread = Pick<MeasuringThread, "onGive" | "renew">;

/** How requests that wait are made anew. */
export interface RenewalOptions {
  /** How long a request may wait before it is made anew, ms. */
  afterMs: number;
  buildRequest: (index: number) => RenewedRequest;
  nowMs: () => number;
}

/**
 * Requests are made ahead of their time, but a signature is good for minutes and an answer may take
 * as long. So what has been handed to the threads and not yet been answered is made anew when it is
 * too old, and a thread that has not sent it takes the new bytes.
 */
export class Renewal {
  /** In the order in which they were made. */
  readonly #held = new Map<number, { thread: Thread; madeMs: number }>();

  constructor(threads: readonly Thread[], private readonly options: RenewalOptions) {
    for (const thread of threads) {
      thread.onGive = (requests) => {
        const madeMs = options.nowMs();
        for (const { index } of requests) this.#held.set(index, { thread, madeMs });
      };
    }
  }

  /** These have been answered, or have failed. */
  recorded(recordings: readonly Pick<Recording, "index">[]): void {
    for (const { index } of recordings) this.#held.delete(index);
  }

  /** Makes anew whatever is too old. Called often. */
  renew(): void {
    const { afterMs, buildRequest, nowMs } = this.options;
    const now = nowMs();
    const renewed = new Map<Thread, RenewedRequest[]>();
    for (const [index, { thread, madeMs }] of this.#held) {
      if (now - madeMs < afterMs) break;
      this.#held.delete(index);
      this.#held.set(index, { thread, madeMs: now });
      const requests = renewed.get(thread) ?? [];
      requests.push(buildRequest(index));
      renewed.set(thread, requests);
    }
    for (const [thread, requests] of renewed) thread.renew(requests);
  }
}
