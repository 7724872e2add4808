import type { Child } from "hono/jsx";
import type { BoardMetric, BoardRow, Leaderboard } from "../../api/contract.ts";
import { formatBoardValue, UNIT_LABELS } from "../format/board_value.ts";
import { formatNumber, formatRate, formatUsd } from "../format/figures.ts";
import { rankedByLabel } from "../format/labels.ts";
import { Figure, formatInterval } from "./figure.tsx";
import { IntervalPlot } from "./interval_plot.tsx";
import { Time } from "./time.tsx";

/** One column of figures of a board. */
export interface BoardColumn {
  label: string;
  unit?: string;
  /** The board that ranks by this column; absent when nothing ranks by it. */
  ranksBy?: { metric: BoardMetric; quantile: Leaderboard["quantile"] };
  /** Which end of the column a reader wants on top. */
  sort: "ascending" | "descending";
  /** What the column is sorted by in the browser; null sorts last. */
  value: (row: BoardRow) => number | string | null;
  cell: (row: BoardRow) => Child;
}

const COLUMNS: BoardColumn[] = [
  {
    label: "TTFT P50",
    unit: "ms",
    ranksBy: { metric: "ttft", quantile: "p50" },
    sort: "ascending",
    value: (row) => row.ttft_p50_ms,
    cell: (row) => (
      <Figure
        text={formatNumber(row.ttft_p50_ms, 1)}
        interval={formatInterval(row.ttft_p50_ci95_ms, (ms) => formatNumber(ms, 1))}
      />
    ),
  },
  {
    label: "TTFT P99",
    unit: "ms",
    ranksBy: { metric: "ttft", quantile: "p99" },
    sort: "ascending",
    value: (row) => row.ttft_p99_ms,
    cell: (row) => (
      <Figure text={formatNumber(row.ttft_p99_ms, 1)} certified={row.ttft_p99_certified} />
    ),
  },
  {
    label: "ITL P50",
    unit: "ms",
    ranksBy: { metric: "itl", quantile: "p50" },
    sort: "ascending",
    value: (row) => row.itl_p50_ms,
    cell: (row) => <Figure text={formatNumber(row.itl_p50_ms, 2)} />,
  },
  {
    label: "Output",
    unit: "tokens/s",
    ranksBy: { metric: "output_tps", quantile: "p50" },
    sort: "descending",
    value: (row) => row.output_tps_p50,
    cell: (row) => <Figure text={formatNumber(row.output_tps_p50, 1)} />,
  },
  {
    label: "Success",
    ranksBy: { metric: "success", quantile: null },
    sort: "descending",
    value: (row) => row.success_rate,
    cell: (row) => <Figure text={formatRate(row.success_rate)} />,
  },
  {
    label: "Correct",
    ranksBy: { metric: "correct", quantile: null },
    sort: "descending",
    value: (row) => row.correct_rate,
    cell: (row) => <Figure text={formatRate(row.correct_rate)} />,
  },
  {
    label: "Price in / out",
    unit: "per 1M tokens",
    ranksBy: { metric: "price", quantile: null },
    sort: "ascending",
    value: (row) => row.price.blended_usd_per_mtok,
    cell: ({ price }) =>
      price.input_usd_per_mtok === null && price.output_usd_per_mtok === null
        ? <Figure text={formatUsd(price.blended_usd_per_mtok)} />
        : (
          <Figure
            text={`${formatUsd(price.input_usd_per_mtok)} / ${
              formatUsd(price.output_usd_per_mtok)
            }`}
          />
        ),
  },
  {
    label: "Measured",
    sort: "descending",
    value: (row) => row.measured_at,
    cell: (row) => (
      <span class="measured">
        <Time at={row.measured_at} />
        <span class="interval">{formatNumber(row.n, 0)} answers{row.stale && ", stale"}</span>
      </span>
    ),
  },
];

/** The column a board ranks by, first and drawn; then all others that it does not repeat. */
export function boardColumns(board: Leaderboard): BoardColumn[] {
  const rows = [...board.entries, ...board.unranked];
  const scaleMax = Math.max(0, ...rows.flatMap((row) => row.value_ci95?.[1] ?? row.value ?? []));
  const format = (value: number | null) => formatBoardValue(value, board.unit);
  const ranked: BoardColumn = {
    label: rankedByLabel(board),
    unit: UNIT_LABELS[board.unit],
    ranksBy: { metric: board.metric, quantile: board.quantile },
    sort: board.direction === "lower" ? "ascending" : "descending",
    value: (row) => row.value,
    cell: (row) => (
      <span class="ranked-figure">
        <Figure
          text={format(row.value)}
          certified={row.value_certified}
          interval={formatInterval(row.value_ci95, format)}
        />
        {row.value !== null && (
          <IntervalPlot value={row.value} ci95={row.value_ci95} scaleMax={scaleMax} />
        )}
      </span>
    ),
  };
  const repeats = ({ ranksBy }: BoardColumn) =>
    ranksBy?.metric === board.metric && ranksBy.quantile === board.quantile;
  return [ranked, ...COLUMNS.filter((column) => !repeats(column))];
}
