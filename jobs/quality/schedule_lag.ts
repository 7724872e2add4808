import { type LoadPlan, shareOut, type ThreadRecord } from "../loadgen/mod.ts";
import type { Sample } from "../samples/mod.ts";

/** A request that left. */
type Sent = Sample & { sentMs: number };

/** When a request was to leave and when it did. */
type Departure = Pick<
  Sent,
  "index" | "scheduledMs" | "sentMs" | "connectStartMs" | "connectedMs"
>;

/** Of measuring threads, what bears on when requests could leave. */
type Postponed = readonly Pick<ThreadRecord, "postponedMs">[];

/** How late requests left, ms. */
export interface ScheduleLags {
  /** Of every measured request that left. */
  all: Float64Array;
  /**
   * The part that is this client's own: time spent setting up a connection is left out, and time for
   * which the plan paused, and so are requests sent twice and requests that found as many in flight
   * as the plan allows.
   */
  own: Float64Array;
}

/** Both ascending. */
export function scheduleLags(
  samples: readonly Sample[],
  plan: LoadPlan,
  workers: number,
  threads: Postponed = [],
): ScheduleLags {
  const postponedMs = new Map(threads.flatMap((thread) => [...thread.postponedMs]));
  const sent = samples.filter((sample): sample is Sent => sample.sentMs !== null);
  const measured = sent.filter(({ phase }) => phase === "measured");
  const waited = plan.kind === "open_loop" && plan.maxConcurrency !== null
    ? foundNoPlace(sent, shareOut(plan.maxConcurrency, workers))
    : () => false;
  const own = measured
    .filter((sample) => sample.retries === 0)
    .map(({ index, scheduledMs, sentMs, connectStartMs, connectedMs }): Departure => ({
      index,
      scheduledMs: scheduledMs + (postponedMs.get(index) ?? 0),
      sentMs,
      connectStartMs,
      connectedMs,
    }))
    .filter((sample) => !waited(sample));
  return {
    all: Float64Array.from(measured, ({ sentMs, scheduledMs }) => sentMs - scheduledMs).sort(),
    own: Float64Array.from(own, ownLagMs).sort(),
  };
}

function ownLagMs({ scheduledMs, sentMs, connectStartMs, connectedMs }: Departure): number {
  const lagMs = sentMs - scheduledMs;
  if (connectStartMs === null || connectedMs === null) return lagMs;
  const connectingMs = connectedMs - Math.max(scheduledMs, connectStartMs);
  return lagMs - Math.max(0, connectingMs);
}

/** @param caps requests each thread may have in flight; requests are dealt to threads in turn */
function foundNoPlace(
  sent: readonly Sent[],
  caps: readonly number[],
): (departure: Departure) => boolean {
  const threads = caps.map((cap, thread) => {
    const own = sent.filter(({ index }) => index % caps.length === thread);
    return {
      cap,
      startsMs: Float64Array.from(own, ({ sentMs }) => sentMs).sort(),
      endsMs: Float64Array.from(own, ({ endMs }) => endMs).sort(),
    };
  });
  return ({ index, scheduledMs }) => {
    const { cap, startsMs, endsMs } = threads[index % caps.length]!;
    // Left before it was due, and not ended by then; it never left before it was due itself.
    const inFlight = countBelow(startsMs, scheduledMs) - countBelow(endsMs, scheduledMs);
    return inFlight >= cap;
  };
}

/** How many of these ascending values are below `limit`. */
function countBelow(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
