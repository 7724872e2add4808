/// <reference lib="dom" />
import { Chart, Legend, LinearScale, PointElement, ScatterController, Tooltip } from "chart.js";
import type { BoardPoint } from "../charts/board_points.ts";
import { scatterConfig } from "../charts/scatter_config.ts";
import { drawChart } from "./draw_chart.ts";
import { readIsland } from "./read_island.ts";
import { makeSortable } from "./sort_table.ts";

Chart.register(ScatterController, LinearScale, PointElement, Tooltip, Legend);

const points = readIsland<BoardPoint[]>("board-points");
const canvas = document.querySelector<HTMLCanvasElement>("#board-chart");
if (points && canvas) drawChart(canvas, (theme) => scatterConfig(points, theme));

const table = document.querySelector<HTMLTableElement>("#ranked");
if (table) makeSortable(table);
