/// <reference lib="dom" />
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from "chart.js";
import type { Histograms } from "../../api/contract.ts";
import { histogramConfig } from "../charts/histogram_config.ts";
import { drawChart } from "./draw_chart.ts";
import { readIsland } from "./read_island.ts";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

const histograms = readIsland<Histograms>("histograms");
for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-histogram]")) {
  const histogram = histograms?.[canvas.dataset["histogram"] as "ttft_ms" | "itl_ms" | "e2e_ms"];
  const title = canvas.dataset["title"] ?? "";
  if (histogram) drawChart(canvas, (theme) => histogramConfig(histogram, title, theme));
}
