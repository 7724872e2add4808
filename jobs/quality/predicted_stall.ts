import { quantile } from "../metrics/mod.ts";

/** What of a measuring thread's record the estimate needs. */
export interface Ticks {
  elapsedMs: number;
  /** How late each tick of the 2 ms ticker was, ms; in any order. */
  tickLagsMs: Float64Array;
}

/**
 * Deno's timers count whole milliseconds and round up twice, so that on an idle machine each tick
 * is some 2.2 ms late and nothing was held up. Where timers are finer the usual lag is less.
 */
const TIMER_FLOOR_AT_MOST_MS = 2.5;

/**
 * The error that one event in a hundred exceeds because the thread was held up, as its ticker saw
 * it, ms. An event that arrives at any time during a stall of length L is stamped at its end, so
 * P(error > x) = sum of max(0, L - x) over the time; this solves it for 1 %. It sees most of what
 * delays stamps (the system's scheduler, garbage collection, long turns), yet not the cost of the
 * reads themselves.
 *
 * @returns null when no thread ran long enough to tick
 */
export function predictedStallP99Ms(threads: readonly Ticks[]): number | null {
  return predictedP99Ms(threads, 0);
}

/**
 * The same with the longest stall left out: what happened once may have been an accident, what
 * happened again is the machine.
 */
export function repeatedStallP99Ms(threads: readonly Ticks[]): number | null {
  return predictedP99Ms(threads, 1);
}

function predictedP99Ms(threads: readonly Ticks[], leaveOut: number): number | null {
  const elapsedMs = threads.reduce((sum, thread) => sum + thread.elapsedMs, 0);
  const stallsMs = Float64Array.from(threads.flatMap(({ tickLagsMs }) => {
    if (tickLagsMs.length === 0) return [];
    const usualMs = quantile(tickLagsMs.slice().sort(), 0.5);
    const floorMs = Math.min(usualMs, TIMER_FLOOR_AT_MOST_MS);
    return Array.from(tickLagsMs, (lagMs) => Math.max(0, lagMs - floorMs));
  })).sort().reverse();
  if (stallsMs.length === 0 || elapsedMs <= 0) return null;
  return exceededFor(stallsMs.subarray(leaveOut), 0.01 * elapsedMs);
}

/** The x at which the sum of max(0, stall - x) over descending stalls is `totalMs`; 0 at least. */
function exceededFor(descendingMs: Float64Array, totalMs: number): number {
  let sumMs = 0;
  for (let count = 1; count <= descendingMs.length; count++) {
    sumMs += descendingMs[count - 1]!;
    // With the `count` longest stalls above x, the sum is linear in x.
    const x = (sumMs - totalMs) / count;
    if (x >= (descendingMs[count] ?? 0)) return x;
  }
  return 0;
}
