/** What stands where there is no figure. */
export const NO_FIGURE = "–";

/** A number with a fixed count of decimals and grouped thousands; a dash for null. */
export function formatNumber(value: number | null, decimals: number): string {
  if (value === null) return NO_FIGURE;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** A number for a reader who compares orders of magnitude: three significant digits or more. */
export function formatSignificant(value: number | null): string {
  if (value === null) return NO_FIGURE;
  const magnitude = Math.abs(value);
  return formatNumber(
    value,
    magnitude >= 100 || Number.isInteger(value) ? 0 : magnitude >= 10 ? 1 : 2,
  );
}

/** A share of one as a percentage; never rounded up to 100 % nor down to 0 %. */
export function formatRate(rate: number | null): string {
  if (rate === null) return NO_FIGURE;
  if (rate > 0.999 && rate < 1) return ">99.9 %";
  if (rate < 0.001 && rate > 0) return "<0.1 %";
  return `${formatNumber(100 * rate, 1)} %`;
}

/** A price in USD: two decimals, more where they would hide the figure. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return NO_FIGURE;
  return `$${formatNumber(usd, usd > 0 && usd < 0.1 ? 3 : 2)}`;
}

/** `2026-11-22 02:50 UTC` from an ISO instant. */
export function formatInstant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
