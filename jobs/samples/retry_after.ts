/** Nobody waits longer than a day; what asks for more is taken as not understood. */
const MAX_S = 86_400;

/**
 * Seconds a `Retry-After` header asks for: a number, or an HTTP date (RFC 9110, 10.2.3).
 * @param nowUnixMs the moment a date is counted from
 * @returns null when absent, not understood, or absurd
 */
export function parseRetryAfter(value: string | undefined, nowUnixMs: number): number | null {
  if (value === undefined) return null;
  const seconds = /^\d+(\.\d+)?$/.test(value.trim())
    ? Number(value)
    : Math.max(0, (Date.parse(value) - nowUnixMs) / 1000);
  return Number.isFinite(seconds) && seconds <= MAX_S ? seconds : null;
}
