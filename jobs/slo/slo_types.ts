import type { MetricName, QuantileKey } from "../metrics/mod.ts";

/** Figures of a whole run, which have no quantiles. */
export type RunFigure =
  | "success_rate"
  | "stall_rate"
  | "output_tokens_per_s"
  | "input_tokens_per_s"
  | "total_tokens_per_s"
  | "requests_per_s";

export type Statistic = QuantileKey | "mean" | "min" | "max";
export type Comparison = "<" | "<=" | ">" | ">=";

interface Bound {
  comparison: Comparison;
  /** In the figure's own unit: ms, tokens, tokens/s, 1/s, or a ratio (99 % is 0.99). */
  bound: number;
}

/** An objective for a statistic of one metric. */
export interface MetricClause extends Bound {
  kind: "metric";
  metric: MetricName;
  statistic: Statistic;
}

/** An objective for a figure of the whole run. */
export interface RunClause extends Bound {
  kind: "run";
  figure: RunFigure;
}

export type SloClause = MetricClause | RunClause;

/** Objectives that all have to be met; at least one. */
export interface Slo {
  clauses: readonly SloClause[];
}
