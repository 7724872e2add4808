/** Milliseconds on a monotonic clock. */
export type Clock = () => number;

/**
 * The process's monotonic clock, shifted to a given origin, so that several threads (each of which
 * has an origin of its own) report times that can be compared.
 *
 * @param originUnixMs the shared origin, Unix ms; null takes this thread's own
 */
export function clockSince(originUnixMs: number | null): Clock {
  const shiftMs = originUnixMs === null ? 0 : performance.timeOrigin - originUnixMs;
  return shiftMs === 0 ? () => performance.now() : () => performance.now() + shiftMs;
}
