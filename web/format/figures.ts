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

/** A share of one as a percentage, rounded down: a rate just under a limit never reads as it. */
export function formatRate(rate: number | null): string {
  if (rate === null) return NO_FIGURE;
  if (rate > 0 && rate < 0.001) return "<0.1 %";
  // The small addend undoes the rounding of the product: 0.29 * 1000 is 289.99999999999994.
  return `${formatNumber(Math.floor(rate * 1000 + 1e-9) / 10, 1)} %`;
}

/** A price in USD: two decimals, and up to four where two would hide a part of it. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return NO_FIGURE;
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: usd < 1 ? 4 : 2 };
  return `$${usd.toLocaleString("en-US", digits)}`;
}

/** `2026-11-22 02:50 UTC` from an ISO instant. */
export function formatInstant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
