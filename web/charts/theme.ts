/** Colours of a chart, read from the page so that charts follow light and dark. */
export interface ChartTheme {
  text: string;
  muted: string;
  grid: string;
  accent: string;
  accentSoft: string;
  surface: string;
  font: string;
}
