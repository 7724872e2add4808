/// <reference lib="dom" />
import type { ChartTheme } from "../charts/theme.ts";

/** The page's colours, as the stylesheet sets them for light or dark. */
export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour("text"),
    muted: colour("muted"),
    grid: colour("line"),
    accent: colour("accent"),
    accentSoft: colour("accent-soft"),
    surface: colour("surface"),
    font: getComputedStyle(document.body).fontFamily,
  };
}
