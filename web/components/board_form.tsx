import type { Child } from "hono/jsx";
import type { Leaderboard } from "../../api/contract.ts";
import {
  BOARD_METRIC_LABELS,
  BOARD_METRICS,
  QUANTILE_LABELS,
  QUANTILES,
} from "../format/labels.ts";

interface SelectProps {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
}

function Select({ name, label, value, options }: SelectProps): Child {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {options.map(([option, text]) => (
          <option value={option} selected={option === value}>{text}</option>
        ))}
      </select>
    </label>
  );
}

const same = (values: readonly string[]) => values.map((value) => [value, value] as const);

/** What to show, as a plain GET form: the state of a board is its address. */
export function BoardForm({ board }: { board: Leaderboard }) {
  const weeks = [...new Set([...(board.week === null ? [] : [board.week]), ...board.weeks])];
  return (
    <form class="board-form" method="get" action="/" aria-label="What to show">
      {weeks.length > 0 && (
        <Select
          name="week"
          label="Week"
          value={board.week ?? ""}
          options={same(weeks.sort().reverse())}
        />
      )}
      <Select
        name="model"
        label="Model"
        value={board.model ?? "all"}
        options={[["all", "All models"], ...same(board.models)]}
      />
      <Select
        name="workload"
        label="Workload"
        value={board.workload}
        options={same(board.workloads)}
      />
      {board.region !== null && board.regions.length > 1 && (
        <Select
          name="region"
          label="Measured from"
          value={board.region}
          options={same(board.regions)}
        />
      )}
      <Select
        name="metric"
        label="Rank by"
        value={board.metric}
        options={BOARD_METRICS.map((metric) => [metric, BOARD_METRIC_LABELS[metric]])}
      />
      <Select
        name="quantile"
        label="Quantile"
        value={board.quantile ?? "p50"}
        options={QUANTILES.map((quantile) => [quantile, QUANTILE_LABELS[quantile]])}
      />
      <button type="submit">Show</button>
    </form>
  );
}
