import assert from "node:assert/strict";
import { boardPoints } from "../../../../web/charts/board_points.ts";
import { histogramConfig } from "../../../../web/charts/histogram_config.ts";
import { scatterConfig } from "../../../../web/charts/scatter_config.ts";
import type { ChartTheme } from "../../../../web/charts/theme.ts";
import type { Histogram, RankedRow } from "../../../../api/contract.ts";

const THEME: ChartTheme = {
  text: "#111",
  muted: "#555",
  grid: "#ddd",
  accent: "#00f",
  accentSoft: "#00f3",
  surface: "#fff",
  font: "serif",
};
const point = (label: string, kind: "hosted" | "simulated", stale = false) => ({
  label,
  kind,
  stale,
  ttftMs: 200,
  outputTps: 50,
});

Deno.test("the board's chart leaves out endpoints that lack one of the two figures", () => {
  const row = (id: string, ttft: number | null, tps: number | null) => ({
    endpoint: { id, kind: "hosted" },
    stale: false,
    ttft_p50_ms: ttft,
    output_tps_p50: tps,
  } as RankedRow);
  const points = boardPoints({
    entries: [row("a", 100, 50), row("b", null, 50), row("c", 100, null)],
    unranked: [],
  });
  assert.deepEqual(points.map(({ label }) => label), ["a"]);
});

Deno.test("the board's chart shows each kind in its own shape and names them when there are several", () => {
  const { data, options } = scatterConfig([point("a", "hosted"), point("s", "simulated")], THEME);
  assert.deepEqual(data.datasets.map(({ label, pointStyle }) => [label, pointStyle]), [
    ["hosted", "circle"],
    ["simulated", "triangle"],
  ]);
  assert.equal(options?.plugins?.legend?.display, true);
  assert.equal(
    scatterConfig([point("a", "hosted")], THEME).options?.plugins?.legend?.display,
    false,
  );
});

Deno.test("the board's chart draws stale points in grey", () => {
  const { data } = scatterConfig([point("new", "hosted"), point("old", "hosted", true)], THEME);
  assert.deepEqual(data.datasets[0]!.borderColor, [THEME.accent, THEME.muted]);
});

Deno.test("both axes of the board's chart start at zero", () => {
  const { scales } = scatterConfig([point("a", "hosted")], THEME).options!;
  assert.deepEqual(
    [scales?.["x"], scales?.["y"]].map((axis) => (axis as { beginAtZero?: boolean }).beginAtZero),
    [
      true,
      true,
    ],
  );
});

const HISTOGRAM: Histogram = {
  unit: "ms",
  n: 10,
  start: 100,
  width: 5,
  counts: [4, 3, 2],
  above: 1,
  max: 900,
};

Deno.test("a histogram's chart shows every count and what lies beyond in a bar of its own", () => {
  const { data } = histogramConfig(HISTOGRAM, "Time to first token", THEME);
  assert.deepEqual(data.datasets[0]!.data, [4, 3, 2, 1]);
  assert.deepEqual(data.labels, ["100", "105", "110", ">115"]);
  assert.equal((data.datasets[0]!.backgroundColor as string[]).at(-1), THEME.muted);
});

Deno.test("a histogram's chart has no last bar where nothing lies beyond", () => {
  const { data } = histogramConfig({ ...HISTOGRAM, n: 9, above: 0 }, "x", THEME);
  assert.deepEqual(data.datasets[0]!.data, [4, 3, 2]);
});

Deno.test("neighbouring bins of a histogram's chart never carry the same label", () => {
  for (const width of [0.012, 0.12, 1.2, 12, 120]) {
    const { data } = histogramConfig({ ...HISTOGRAM, start: 7, width }, "x", THEME);
    assert.equal(new Set(data.labels).size, data.labels!.length, `width ${width}: ${data.labels}`);
  }
});
