/** A row of a chart: what it is, and two values of which the second is the larger. */
export interface ChartRow {
  label: string;
  inner: number | null;
  outer: number | null;
}

const WIDTH = 40;
const LEVELS = "▁▂▃▄▅▆▇█";

/**
 * Horizontal bars in plain text, the inner value drawn over the outer: `▓▓▓▓░░░░ 120 (340)`. All to
 * one linear scale, from 0.
 */
export function barChart(rows: readonly ChartRow[], digits = 0): string[] {
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  const largest = Math.max(0, ...rows.flatMap(({ inner, outer }) => [inner ?? 0, outer ?? 0]));
  const cells = (value: number) => largest === 0 ? 0 : Math.round(WIDTH * value / largest);
  return rows.map(({ label, inner, outer }) => {
    const name = label.padStart(width);
    if (inner === null) return `${name}  -`;
    const dark = cells(inner);
    const light = Math.max(0, cells(outer ?? inner) - dark);
    const figures = inner.toFixed(digits) + (outer === null ? "" : ` (${outer.toFixed(digits)})`);
    return `${name}  ${"▓".repeat(dark)}${"░".repeat(light)} ${figures}`;
  });
}

/** Values over time as one line, from the smallest to the largest; a gap where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const lowest = Math.min(...known);
  const range = Math.max(...known) - lowest;
  return values.map((value) => {
    if (value === null) return " ";
    return LEVELS[range === 0 ? 0 : Math.round((LEVELS.length - 1) * (value - lowest) / range)];
  }).join("");
}
