/// <reference lib="dom" />
import { Chart, type ChartConfiguration, type ChartType } from "chart.js";
import type { ChartTheme } from "../charts/theme.ts";
import { readTheme } from "./read_theme.ts";

/** Draws a chart on a canvas, and again whenever the reader switches between light and dark. */
export function drawChart<Type extends ChartType>(
  canvas: HTMLCanvasElement,
  configure: (theme: ChartTheme) => ChartConfiguration<Type>,
): void {
  canvas.closest("figure")?.classList.add("drawn");
  const draw = () => {
    const theme = readTheme();
    Chart.defaults.font.family = theme.font;
    return new Chart(canvas, configure(theme));
  };
  let chart = draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.destroy();
    chart = draw();
  });
}
