/** Nobody waits longer than a day; what asks for more is taken as not understood. */
const MAX_S = 86_400;

/** The two forms of date in use; `Date.parse` alone finds a date in nearly any text with a digit. */
const HTTP_DATE = /^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/;

/**
 * Seconds an answer asks to wait: what `retry-after-ms` says, as Azure and OpenAI send it to be
 * exact, else what `Retry-After` does.
 *
 * @param headers by lower-case name
 * @param nowUnixMs the moment a date is counted from
 * @param maxS what asks for more is absurd
 * @returns null when absent, not understood, or absurd
 */
export function retryAfterS(
  headers: ReadonlyMap<string, string>,
  nowUnixMs: number,
  maxS = MAX_S,
): number | null {
  const exactMs = headers.get("retry-after-ms")?.trim() ?? "";
  const exactS = /^\d+(\.\d+)?$/.test(exactMs) ? Number(exactMs) / 1000 : null;
  return exactS !== null && exactS <= maxS
    ? exactS
    : parseRetryAfter(headers.get("retry-after"), nowUnixMs, maxS);
}

/**
 * Seconds a `Retry-After` header asks for: a number, or an HTTP date (RFC 9110, 10.2.3).
 * @param nowUnixMs the moment a date is counted from
 * @param maxS what asks for more is absurd
 * @returns null when absent, not understood, or absurd
 */
export function parseRetryAfter(
  value: string | undefined,
  nowUnixMs: number,
  maxS = MAX_S,
): number | null {
  if (value === undefined) return null;
  const asked = value.trim();
  let seconds: number;
  if (/^\d+(\.\d+)?$/.test(asked)) seconds = Number(asked);
  else if (HTTP_DATE.test(asked)) seconds = Math.max(0, (Date.parse(asked) - nowUnixMs) / 1000);
  else return null;
  return seconds <= maxS ? seconds : null;
}
