import type { EncodedRequest } from "./load_types.ts";
import type { MeasuringThread } from "./measuring_thread.ts";

/** Hands requests to measuring threads ahead of their time, but not the whole plan at once. */
export interface Supply {
  /** Everything has been handed out. */
  readonly done: boolean;
  /** Hands out what the threads will need next. Called often. */
  replenish(): void;
  /** The run's clock starts now. */
  started(nowMs: () => number): void;
  /** Hands out nothing more. */
  end(): void;
}

type Thread = Pick<MeasuringThread, "give" | "order" | "outstanding" | "config" | "onWarm">;

/** What both kinds of supply draw on. */
interface SupplyOptions {
  warmupRequests: number;
  warmupMs: number;
  buildRequest: (index: number) => Omit<EncodedRequest, "phase" | "dueMs">;
}

/** Requests a thread of a closed loop holds beyond those in flight, at least. */
const AHEAD_AT_LEAST = 32;
/** And at most because of conversations that take turns: prompts may be long. */
const TURNS_AHEAD_AT_MOST = 1024;

/** Which thread plays which conversation: its turns wait for one another, so they stay together. */
class Homes {
  readonly #threadOf = new Map<number, number>();

  /** @param usual thread of a request that follows none */
  of({ index, turn }: Pick<EncodedRequest, "index" | "turn">, usual: number): number {
    if (turn === undefined) return usual;
    const home = turn.follows === null ? usual : this.#threadOf.get(turn.follows) ?? usual;
    if (turn.follows !== null) this.#threadOf.delete(turn.follows);
    if (turn.followed) this.#threadOf.set(index, home);
    return home;
  }
}

/**
 * Requests of a closed loop, in order, to whichever thread has taken most of what it held. While
 * the warm-up time lasts nobody knows how many of them will be warm-up, so the plan's end is not
 * fixed before every thread has told.
 */
export class ClosedLoopSupply implements Supply {
  done = false;
  #next = 0;
  /** Requests to hand out in all; unknown while the warm-up time lasts. */
  #total: number;
  #warmupTaken = 0;
  #stillWarming: number;
  readonly #homes = new Homes();

  constructor(
    private readonly threads: readonly Thread[],
    private readonly options: SupplyOptions & {
      maxRequests: number;
      /** Conversations that take turns; 0 when there are none. */
      conversationsAtOnce: number;
    },
  ) {
    const timed = options.warmupMs > 0;
    this.#total = timed ? Infinity : options.maxRequests + options.warmupRequests;
    this.#stillWarming = timed ? threads.length : 0;
    for (const thread of threads) thread.onWarm = (taken) => this.#warm(taken);
  }

  started(): void {}

  /** One at a time to the thread with least left for each slot, so that a short plan is shared. */
  replenish(): void {
    const batches = this.threads.map((thread): Batch => ({ thread, requests: [] }));
    while (this.#next < this.#total) {
      const neediest = batches.reduce((a, b) => fill(b) < fill(a) ? b : a);
      if (held(neediest) >= this.#limit(neediest.thread)) break;
      const index = this.#next++;
      const request = this.options.buildRequest(index);
      // Another thread may be the neediest: it gets the next conversation that begins.
      batches[this.#homes.of(request, batches.indexOf(neediest))]!.requests.push({
        ...request,
        phase: index < this.options.warmupRequests ? "warmup" : "measured",
        dueMs: null,
      });
    }
    for (const { thread, requests } of batches) thread.give(requests);
    if (this.#next >= this.#total) this.end();
  }

  end(): void {
    if (this.done) return;
    this.done = true;
    for (const thread of this.threads) thread.order({ type: "finish" });
  }

  /** Requests a thread may hold, those in flight included. */
  #limit({ config }: Thread): number {
    // So that whoever may speak is looked at, however many think.
    const turns = Math.min(this.options.conversationsAtOnce, TURNS_AHEAD_AT_MOST);
    const ahead = Math.max(AHEAD_AT_LEAST, config.slots, turns);
    if (this.#stillWarming === 0) return config.slots + ahead;
    // Whatever is held when the warm-up ends will be measured, so it may not be more than wanted.
    const wanted = Math.max(1, Math.floor(this.options.maxRequests / this.threads.length));
    return config.slots + Math.min(ahead, wanted);
  }

  #warm(taken: number): void {
    if (this.#stillWarming === 0) return;
    this.#warmupTaken += taken;
    this.#stillWarming--;
    if (this.#stillWarming > 0) return;
    const warmup = Math.max(this.#warmupTaken, this.options.warmupRequests);
    this.#total = Math.max(this.#next, warmup + this.options.maxRequests);
    this.replenish();
  }
}

/** What one thread is about to be given. */
interface Batch {
  thread: Thread;
  requests: EncodedRequest[];
}

function held({ thread, requests }: Batch): number {
  return thread.outstanding + requests.length;
}

function fill(batch: Batch): number {
  return held(batch) / batch.thread.config.slots;
}

/** How far ahead of their times an open loop's requests are handed out, ms. */
const HORIZON_MS = 2000;

/** Requests of an open loop, dealt to the threads in turn, a little before they are due. */
export class OpenLoopSupply implements Supply {
  done = false;
  #next = 0;
  #elapsedMs: () => number = () => 0;
  readonly #homes = new Homes();

  constructor(
    private readonly threads: readonly Thread[],
    private readonly options: SupplyOptions & { dueMs: Float64Array },
  ) {}

  started(nowMs: () => number): void {
    const startMs = nowMs();
    this.#elapsedMs = () => nowMs() - startMs;
  }

  replenish(): void {
    const { dueMs, warmupRequests, warmupMs } = this.options;
    const until = this.#elapsedMs() + HORIZON_MS;
    const batches: EncodedRequest[][] = this.threads.map(() => []);
    while (this.#next < dueMs.length && dueMs[this.#next]! <= until) {
      const index = this.#next++;
      const due = dueMs[index]!;
      const request = this.options.buildRequest(index);
      batches[this.#homes.of(request, index % batches.length)]!.push({
        ...request,
        phase: index < warmupRequests || due < warmupMs ? "warmup" : "measured",
        dueMs: due,
      });
    }
    this.threads.forEach((thread, number) => thread.give(batches[number]!));
    if (this.#next === dueMs.length) this.end();
  }

  end(): void {
    if (this.done) return;
    this.done = true;
    for (const thread of this.threads) thread.order({ type: "finish" });
  }
}
