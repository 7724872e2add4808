/**
 * The one clock of a thread: monotonic, milliseconds, doubles, about 0.14 us between readings.
 * Nothing else in the project names `performance.now()`.
 */
export function nowMs(): number {
  return performance.now();
}

/**
 * Unix time (ms) of this thread's clock zero, found where `Date.now()` steps to its next
 * millisecond: good to a few microseconds. `performance.timeOrigin` would do at process start, but
 * not hours later, when the system clock has been slewed.
 *
 * Spins for up to `edges` ms, so never call it while a stream is being timed. Threads have clocks
 * of their own: `unixOriginMs()` of one minus that of another maps between them.
 */
export function unixOriginMs(edges = 5): number {
  let originMs = -Infinity;
  for (let edge = 0; edge < edges; edge++) {
    const before = Date.now();
    let after = before;
    while (after === before) after = Date.now();
    // A thread suspended between the two readings sees the edge late, never early: keep the largest.
    originMs = Math.max(originMs, after - performance.now());
  }
  return originMs;
}
