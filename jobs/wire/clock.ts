/**
 * The one clock of a thread: monotonic, milliseconds, doubles, about 0.14 us between readings.
 * Nothing else in the project names `performance.now()`.
 */
export function nowMs(): number {
  return performance.now();
}

/** Readings of which the tightest counts; each takes about a microsecond. */
const ORIGIN_READINGS = 64;

/**
 * Unix time (ms) of this thread's clock zero: good to about a microsecond. `performance.timeOrigin`
 * would do at process start, but not hours later, when the system clock has been slewed.
 *
 * Threads have clocks of their own: `unixOriginMs()` of one minus that of another maps between them.
 */
export function unixOriginMs(): number {
  let tightestMs = Infinity;
  let originMs = 0;
  for (let reading = 0; reading < ORIGIN_READINGS; reading++) {
    const beforeMs = performance.now();
    const unixNs = Temporal.Now.instant().epochNanoseconds;
    const afterMs = performance.now();
    // A thread suspended between the two makes the bracket wide, and the reading worthless.
    if (afterMs - beforeMs >= tightestMs) continue;
    tightestMs = afterMs - beforeMs;
    originMs = Number(unixNs) / 1e6 - (beforeMs + afterMs) / 2;
  }
  return originMs;
}
