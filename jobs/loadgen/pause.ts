import { type ResponseHead, retryAfterS, unixOriginMs } from "../wire/mod.ts";

/**
 * Longest pause that one answer can ask for, ms. Quotas count by the minute; who asks for an hour
 * would have the whole run wait for nothing, and is asked again after this.
 */
export const MAX_PAUSE_MS = 300_000;

/** How often, and for how long, a run's plan stood still because answers asked for it. */
export interface PauseRecord {
  /** Time in which nothing new left, ms. */
  pausedMs: number;
  /** Pauses; one that was made longer while it lasted counts once. */
  pauses: number;
  /** Answers that asked for more than {@link MAX_PAUSE_MS} and got that. */
  capped: number;
}

const UNTIL = 0;
const TOTAL = 1;
const PAUSES = 2;
const CAPPED = 3;
const WORDS = 4;
const US_PER_MS = 1000;

/**
 * What all measuring threads of a run wait for when one of them was told to: the end of the pause,
 * in memory that they share, so that no message between threads comes too late.
 *
 * What is shared are Unix times, for threads have clocks of their own; what is passed in and out are
 * times of the thread that asks, ms. They are mapped once: reading the system's clock well takes
 * longer than sending a request.
 */
export class Pause {
  readonly #words: BigInt64Array;

  /**
   * @param memory of another thread's pause, to share it
   * @param originUnixMs Unix time of this thread's clock zero, ms
   */
  constructor(
    readonly memory = new SharedArrayBuffer(WORDS * BigInt64Array.BYTES_PER_ELEMENT),
    private readonly originUnixMs = unixOriginMs(),
  ) {
    this.#words = new BigInt64Array(memory);
  }

  /** Takes note of an answer that asks to wait: a 429, or a 503, that says for how long. */
  heed({ statusCode, headers }: ResponseHead, nowMs: number): void {
    if (statusCode !== 429 && statusCode !== 503) return;
    const askedS = retryAfterS(headers, this.originUnixMs + nowMs, Infinity);
    if (askedS !== null && askedS > 0) this.#begin(askedS * 1000, this.originUnixMs + nowMs);
  }

  /** True while nothing new may leave. */
  lasts(nowMs: number): boolean {
    return this.untilUnixMs() > this.originUnixMs + nowMs;
  }

  /** When the last pause ends, or ended, Unix ms; 0 when there was none. */
  untilUnixMs(): number {
    return this.#read(UNTIL);
  }

  /** How long the plan has stood still by now, ms. */
  pausedMs(nowMs: number): number {
    // The end is read first: whoever moves it has counted the pause by then.
    const leftMs = Math.max(0, this.untilUnixMs() - this.originUnixMs - nowMs);
    return this.totalMs() - leftMs;
  }

  /** The same once the pause that lasts now is over. */
  totalMs(): number {
    return this.#read(TOTAL);
  }

  /** @param nowMs the run's end: what is left of a pause then never happened */
  record(nowMs: number): PauseRecord {
    return {
      pausedMs: this.pausedMs(nowMs),
      pauses: Number(Atomics.load(this.#words, PAUSES)),
      capped: Number(Atomics.load(this.#words, CAPPED)),
    };
  }

  #begin(askedMs: number, nowUnixMs: number): void {
    if (askedMs > MAX_PAUSE_MS) Atomics.add(this.#words, CAPPED, 1n);
    const now = toUs(nowUnixMs);
    const until = now + toUs(Math.min(askedMs, MAX_PAUSE_MS));
    let before = Atomics.load(this.#words, UNTIL);
    while (until > before) {
      // Only what this answer adds to a pause that lasts already. Counted before the end is moved:
      // the other way round a thread that looks in between would take the pause for time lived.
      const added = until - (before > now ? before : now);
      Atomics.add(this.#words, TOTAL, added);
      const found = Atomics.compareExchange(this.#words, UNTIL, before, until);
      if (found === before) {
        if (before <= now) Atomics.add(this.#words, PAUSES, 1n);
        return;
      }
      Atomics.sub(this.#words, TOTAL, added);
      before = found;
    }
  }

  #read(word: number): number {
    return Number(Atomics.load(this.#words, word)) / US_PER_MS;
  }
}

function toUs(ms: number): bigint {
  return BigInt(Math.round(ms * US_PER_MS));
}
