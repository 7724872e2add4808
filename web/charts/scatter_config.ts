import type { ChartConfiguration, Plugin } from "chart.js";
import type { BoardPoint } from "./board_points.ts";
import type { ChartTheme } from "./theme.ts";

/** More names, or names on a narrower chart, would lie over each other; tooltips still tell. */
const MAX_NAMED_POINTS = 14;
const MIN_NAMED_WIDTH_PX = 480;

const POINT_STYLE = { hosted: "circle", "self-hosted": "rect", simulated: "triangle" } as const;
type Kind = BoardPoint["kind"];

/** Chart of time to first token against output speed; the best corner is the upper left. */
export function scatterConfig(
  points: readonly BoardPoint[],
  theme: ChartTheme,
): ChartConfiguration<"scatter"> {
  const kinds = (Object.keys(POINT_STYLE) as Kind[])
    .filter((kind) => points.some((point) => point.kind === kind));
  const named = points.length <= MAX_NAMED_POINTS;
  const groups = kinds.map((kind) => points.filter((point) => point.kind === kind));
  const axis = (title: string) => ({
    beginAtZero: true,
    grace: "8%",
    title: { display: true, text: title, color: theme.muted },
    ticks: { color: theme.muted },
    grid: { color: theme.grid },
    border: { color: theme.grid },
  });
  return {
    type: "scatter",
    data: {
      datasets: groups.map((group, i) => ({
        label: kinds[i]!,
        data: group.map((point) => ({ x: point.ttftMs, y: point.outputTps })),
        pointStyle: POINT_STYLE[kinds[i]!],
        radius: 6,
        hoverRadius: 8,
        backgroundColor: group.map((point) => point.stale ? theme.grid : theme.accentSoft),
        borderColor: group.map((point) => point.stale ? theme.muted : theme.accent),
        borderWidth: 1.5,
      })),
    },
    options: {
      maintainAspectRatio: false,
      animation: false,
      layout: { padding: { right: 12, top: 8 } },
      scales: {
        x: axis("Time to first token, P50 (ms): left is better"),
        y: axis("Output tokens/s, P50: up is better"),
      },
      plugins: {
        legend: {
          display: kinds.length > 1,
          align: "end",
          labels: { usePointStyle: true, boxHeight: 7, color: theme.text },
        },
        tooltip: {
          callbacks: {
            label: (item) => {
              const { label, ttftMs, outputTps } = groups[item.datasetIndex]![item.dataIndex]!;
              return `${label}: ${ttftMs.toFixed(1)} ms, ${outputTps.toFixed(1)} tokens/s`;
            },
          },
        },
      },
    },
    plugins: named ? [namesPlugin(groups.map((group) => group.map((p) => p.label)), theme)] : [],
  };
}

/** Writes each point's name beside it, to its left where the right edge is near. */
function namesPlugin(names: string[][], theme: ChartTheme): Plugin<"scatter"> {
  return {
    id: "point-names",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      if (chartArea.width < MIN_NAMED_WIDTH_PX) return;
      ctx.save();
      ctx.font = `12px ${theme.font}`;
      ctx.fillStyle = theme.text;
      ctx.textBaseline = "middle";
      for (const [i, group] of names.entries()) {
        for (const [j, point] of chart.getDatasetMeta(i).data.entries()) {
          const name = group[j]!;
          const fits = point.x + 12 + ctx.measureText(name).width < chartArea.right;
          ctx.textAlign = fits ? "left" : "right";
          ctx.fillText(name, point.x + (fits ? 12 : -12), point.y);
        }
      }
      ctx.restore();
    },
  };
}
