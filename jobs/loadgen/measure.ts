import {
  nowMs,
  type Recording,
  type Target,
  type Timeouts,
  type Transport,
  unixOriginMs,
} from "../wire/mod.ts";
import { Backlog } from "./backlog.ts";
import type { EncodedRequest, MeasuringConfig, ThreadRecord } from "./load_types.ts";
import { arrivalTimesMs, type LoadPlan, type OpenLoopPlan } from "./load_plan.ts";
import { MeasuringThread } from "./measuring_thread.ts";
import { Pause, type PauseRecord } from "./pause.ts";
import { Renewal } from "./renewal.ts";
import { Pacer } from "./pacer.ts";
import { ClosedLoopSupply, OpenLoopSupply, type Supply } from "./supply.ts";

/** How to load an endpoint. */
export interface MeasureOptions {
  target: Target;
  transport: Transport;
  timeouts: Timeouts;
  caCerts: string[];
  plan: LoadPlan;
  /** Seed of an open loop's arrival times. */
  seed: number;
  /** Requests to measure, warm-up not counted. */
  maxRequests: number;
  /** The first so many requests are warm-up. */
  warmupRequests: number;
  /** What leaves within this long after the start is warm-up, ms. */
  warmupMs: number;
  /** Measuring threads; each takes its share of the plan. */
  workers: number;
  /** Nothing new leaves after this many ms; null sets no limit. */
  stopAfterMs: number | null;
  maxResponseBytes: number;
  /** After a 429 or a 503 that says how long to wait, nothing new leaves for so long. Default: no. */
  respectRetryAfter?: boolean;
  /**
   * Bytes of answers not yet processed at which no further requests are handed out, so that memory
   * stays bounded. Default: {@link MAX_BACKLOG_BYTES}.
   */
  maxBacklogBytes?: number;
  /**
   * How long a request may wait before it is made anew, ms, for what it is signed with goes out of
   * date. Null: as long as it likes, which is the default.
   */
  renewAfterMs?: number | null;
  /** Conversations that take turns, 1 or more. Default: there are none. */
  conversationsAtOnce?: number;
  /** Makes the request of a position in the plan; again when it has waited for too long. */
  buildRequest: (index: number) => Omit<EncodedRequest, "phase" | "dueMs">;
  /** Receives finished requests in batches; times are ms since the run's start. */
  onRecordings: (recordings: Recording[]) => Promise<void>;
  /** Called once, just before the first request leaves. */
  onStart: (clockOriginUnixMs: number) => Promise<void>;
  /** Ends the plan: nothing more is handed out, what is in flight is waited for. */
  isOver: () => boolean;
  /** Abandons the run; what has finished by then has been, or will be, handed over. */
  signal: AbortSignal;
}

/** What the threads observed of themselves. */
export interface MeasureEnd {
  threads: ThreadRecord[];
  /** Requests of an open loop that were due within the run's time and never left. */
  notStarted: number;
  /**
   * How long no requests were handed out because too many answers waited to be processed, ms. While
   * this lasts a closed loop may run dry and an open loop fall behind: requests then leave late.
   */
  heldBackMs: number;
  /** How often and for how long the plan paused; null when it was not to. */
  pause: PauseRecord | null;
}

/** An open loop without a limit of its own still ends somewhere: sockets do. */
const MAX_IN_FLIGHT = 8192;
/** Connections an open loop opens before its start, in all. */
const CONNECT_AHEAD = 64;
/** How often the supply is looked after, ms. */
const SUPPLY_EVERY_MS = 50;
/** About 1,500 answers of the headline workload. */
export const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/**
 * Measures: starts the threads, keeps them supplied, collects what they recorded. Resolves when
 * every request handed out has been answered, has failed or was given up, and has been handed to
 * `onRecordings`.
 */
export async function measure(options: MeasureOptions): Promise<MeasureEnd> {
  const { plan, signal } = options;
  const pause = options.respectRetryAfter === true ? new Pause() : null;
  const configs = threadConfigs(options, pause);
  const pacer = new Pacer(configs.length);
  const threads = configs.map((config, thread) =>
    new MeasuringThread(config, pacer.bells[thread]!)
  );
  const backlog = new Backlog(options.onRecordings);
  const dueMs = plan.kind === "open_loop" ? plannedTimesMs(options, plan) : new Float64Array();
  const supply = createSupply(options, threads, dueMs);
  const { renewAfterMs = null, buildRequest } = options;
  const renewal = renewAfterMs === null
    ? null
    : new Renewal(threads, { afterMs: renewAfterMs, buildRequest, nowMs });
  const maxBacklogBytes = options.maxBacklogBytes ?? MAX_BACKLOG_BYTES;
  let heldBackMs = 0;
  let heldBackSinceMs: number | null = null;
  const replenish = () => {
    renewal?.renew();
    const now = nowMs();
    if (heldBackSinceMs !== null) heldBackMs += now - heldBackSinceMs;
    heldBackSinceMs = !supply.done && backlog.bytes > maxBacklogBytes ? now : null;
    if (supply.done || heldBackSinceMs !== null) return;
    if (signal.aborted || options.isOver()) supply.end();
    else supply.replenish();
  };
  const abandon = () => threads.forEach((thread) => thread.order({ type: "abandon" }));
  const supplying = setInterval(replenish, SUPPLY_EVERY_MS);
  try {
    await settledOrAborted(Promise.all(threads.map((thread) => thread.ready)), signal);
    for (const thread of threads) {
      thread.onRecordings = (recordings) => {
        renewal?.recorded(recordings);
        backlog.add(recordings, replenish);
        replenish();
      };
    }
    replenish();
    const startMs = nowMs();
    const originUnixMs = unixOriginMs() + startMs;
    // The plan's clock stands still in a pause, and what it makes due meanwhile is not made.
    const pausedMs = () => pause?.pausedMs(nowMs()) ?? 0;
    supply.started(() => nowMs() - pausedMs());
    await options.onStart(originUnixMs);
    // Threads of this transport wait for their own sockets and times in one place.
    if (options.transport !== "ffi") pacer.start(originUnixMs, dueMs);
    signal.addEventListener("abort", abandon);
    for (const thread of threads) {
      thread.order({
        type: "start",
        originUnixMs,
        stopAfterMs: options.stopAfterMs,
        warmupMs: plan.kind === "closed_loop" ? options.warmupMs : 0,
      });
    }
    if (signal.aborted) abandon();
    // A batch that cannot be processed ends the run at once: measuring on would only lose more.
    const records = await Promise.race([
      Promise.all(threads.map((thread) => thread.finished)),
      backlog.failed,
    ]);
    await backlog.drained();
    return {
      threads: records,
      notStarted: records.reduce((sum, record) => sum + record.notStarted, 0),
      heldBackMs,
      pause: pause?.record(
        startMs + Math.max(...records.map(({ elapsedMs }) => elapsedMs)),
      ) ?? null,
    };
  } finally {
    clearInterval(supplying);
    signal.removeEventListener("abort", abandon);
    for (const thread of threads) thread.terminate();
    pacer.end();
  }
}

function threadConfigs(options: MeasureOptions, pause: Pause | null): MeasuringConfig[] {
  const { plan, workers } = options;
  const inFlight = plan.kind === "closed_loop"
    ? plan.concurrency
    : plan.maxConcurrency ?? MAX_IN_FLIGHT;
  return shareOut(inFlight, workers).map((slots) => ({
    target: options.target,
    transport: options.transport,
    timeouts: options.timeouts,
    caCerts: options.caCerts,
    kind: plan.kind,
    slots,
    connectAhead: Math.ceil(CONNECT_AHEAD / workers),
    maxResponseBytes: options.maxResponseBytes,
    pause: pause?.memory ?? null,
  }));
}

function createSupply(
  options: MeasureOptions,
  threads: MeasuringThread[],
  dueMs: Float64Array,
): Supply {
  const { plan, maxRequests, warmupRequests, warmupMs, buildRequest } = options;
  if (plan.kind === "closed_loop") {
    const { conversationsAtOnce = 0 } = options;
    return new ClosedLoopSupply(threads, {
      maxRequests,
      warmupRequests,
      warmupMs,
      buildRequest,
      conversationsAtOnce,
    });
  }
  return new OpenLoopSupply(threads, { dueMs, warmupRequests, warmupMs, buildRequest });
}

/** As many times as it takes for `maxRequests` of them to come after the warm-up. */
function plannedTimesMs(options: MeasureOptions, plan: OpenLoopPlan): Float64Array {
  const { maxRequests, warmupRequests, warmupMs, seed } = options;
  let count = maxRequests + warmupRequests;
  for (;;) {
    const dueMs = arrivalTimesMs(plan, seed, count);
    const warmup = Math.max(warmupRequests, dueMs.filter((due) => due < warmupMs).length);
    if (count - warmup >= maxRequests) return dueMs;
    count = maxRequests + warmup;
  }
}

/** Waits for `work`, but not once the signal is aborted: connecting may take very long. */
async function settledOrAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) resolve();
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** `total` in `parts` shares that differ by one at most; no empty shares. */
export function shareOut(total: number, parts: number): number[] {
  const count = Math.max(1, Math.min(parts, total));
  return Array.from(
    { length: count },
    (_, part) => Math.floor(total / count) + (part < total % count ? 1 : 0),
  );
}
