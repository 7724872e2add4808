/**
 * Round values for the ticks of an axis, about `count` of them, from 0 or below to `max` or above.
 *
 * @returns ascending; `[0, 1]` when there is nothing above 0
 */
export function ticks(max: number, count = 5): number[] {
  if (!(max > 0) || !Number.isFinite(max)) return [0, 1];
  const rough = max / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 2.5, 5, 10].find((each) => each * magnitude >= rough) ?? 10);
  const n = Math.ceil(max / step - 1e-9);
  return Array.from({ length: n + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** More ticks than these touch one another. */
const MOST_LOG_TICKS = 7;

/**
 * Round values for a logarithmic axis: 1, 2, 5, 10, ..., or powers of ten where those are too many.
 *
 * @param min above 0
 * @returns ascending, from `min` or below to `max` or above
 */
export function logTicks(min: number, max: number): number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  const decades = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const all = decades.flatMap((decade) => [decade, 2 * decade, 5 * decade])
    .map((value) => Number(value.toPrecision(12)));
  const from = all.findLastIndex((value) => value <= min);
  const fine = all.slice(from, all.findIndex((value) => value >= max) + 1);
  return fine.length <= MOST_LOG_TICKS ? fine : decades;
}

/** A tick in as many digits as it has: 2.5, 1,000. */
export function tickText(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}
