import type { ChartConfiguration } from "chart.js";
import type { Histogram } from "../../api/contract.ts";
import type { ChartTheme } from "./theme.ts";

/** Chart of a latency's distribution: one bar a bin, and a last bar for all that lies beyond. */
export function histogramConfig(
  histogram: Histogram,
  title: string,
  theme: ChartTheme,
): ChartConfiguration<"bar"> {
  const { start, width, counts, above } = histogram;
  const edge = (i: number) => formatMs(start + i * width, width);
  const labels = counts.map((_, i) => edge(i));
  const ranges = counts.map((_, i) => `${edge(i)} to ${edge(i + 1)} ms`);
  const data = [...counts];
  if (above > 0) {
    labels.push(`>${edge(counts.length)}`);
    ranges.push(`over ${edge(counts.length)} ms, at most ${formatMs(histogram.max, width)} ms`);
    data.push(above);
  }
  const muted = { color: theme.muted };
  return {
    type: "bar",
    data: {
      labels,
      datasets: [{
        label: title,
        data,
        backgroundColor: data.map((_, i) => i < counts.length ? theme.accent : theme.muted),
        barPercentage: 1,
        categoryPercentage: 0.94,
      }],
    },
    options: {
      maintainAspectRatio: false,
      animation: false,
      scales: {
        x: {
          title: { display: true, text: `${title} (ms)`, ...muted },
          ticks: { ...muted, maxRotation: 0, autoSkipPadding: 16 },
          grid: { display: false },
          border: { color: theme.grid },
        },
        y: {
          beginAtZero: true,
          ticks: { ...muted, precision: 0, maxTicksLimit: 5 },
          grid: { color: theme.grid },
          border: { display: false },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: { title: (items) => ranges[items[0]!.dataIndex] ?? "" } },
      },
    },
  };
}

/** Enough decimals to tell neighbouring bins apart. */
function formatMs(ms: number, width: number): string {
  return ms.toFixed(width >= 1 ? 0 : width >= 0.1 ? 1 : width >= 0.01 ? 2 : 3);
}
