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

/** A tick in as many digits as it has: 2.5, 1,000. */
export function tickText(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}
