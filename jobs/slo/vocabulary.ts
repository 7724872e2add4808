import { METRIC_NAMES, type MetricName, QUANTILE_KEYS } from "../metrics/mod.ts";
import type { RunFigure, SloClause, Statistic } from "./slo_types.ts";

/** What a bound is measured in. */
export type UnitKind = "time" | "tokens_per_s" | "per_s" | "ratio" | "tokens";

/** Units by name: how many of the figure's own unit one of them is. The first is the canonical one. */
export const UNITS: Readonly<Record<UnitKind, Readonly<Record<string, number>>>> = {
  time: { ms: 1, us: 0.001, "µs": 0.001, s: 1000, min: 60_000 },
  tokens_per_s: { "tokens/s": 1, "tok/s": 1, tps: 1 },
  per_s: { "req/s": 1, "/s": 1, rps: 1 },
  ratio: { "%": 0.01, "": 1 },
  tokens: { tokens: 1, "": 1 },
};

const METRIC_UNITS: Readonly<Record<MetricName, UnitKind>> = {
  connect_ms: "time",
  ttfb_ms: "time",
  ttft_ms: "time",
  ttfa_ms: "time",
  ttft_scheduled_ms: "time",
  itl_ms: "time",
  chunk_tokens: "tokens",
  tpot_ms: "time",
  e2e_ms: "time",
  output_tps: "tokens_per_s",
  max_stall_ms: "time",
  usage_gap_ratio: "ratio",
  input_tokens: "tokens",
  output_tokens: "tokens",
  schedule_lag_ms: "time",
};

const RUN_FIGURES: Readonly<Record<string, { figure: RunFigure; unit: UnitKind }>> = {
  success: { figure: "success_rate", unit: "ratio" },
  stall_rate: { figure: "stall_rate", unit: "ratio" },
  output_throughput: { figure: "output_tokens_per_s", unit: "tokens_per_s" },
  input_throughput: { figure: "input_tokens_per_s", unit: "tokens_per_s" },
  total_throughput: { figure: "total_tokens_per_s", unit: "tokens_per_s" },
  request_throughput: { figure: "requests_per_s", unit: "per_s" },
};

/** What can be bounded, by the name it has in an expression. */
export type Subject =
  | { kind: "metric"; metric: MetricName; unit: UnitKind }
  | { kind: "run"; figure: RunFigure; unit: UnitKind };

/** `ttft_ms` is written `ttft`; the long name is understood too. */
const SUBJECTS: ReadonlyMap<string, Subject> = new Map<string, Subject>([
  ...METRIC_NAMES.map((metric): [string, Subject] => [
    shortName(metric),
    { kind: "metric", metric, unit: METRIC_UNITS[metric] },
  ]),
  ...Object.entries(RUN_FIGURES).map(([name, subject]): [string, Subject] => [
    name,
    { kind: "run", ...subject },
  ]),
]);

export const SUBJECT_NAMES: readonly string[] = [...SUBJECTS.keys()];

export function findSubject(name: string): Subject | undefined {
  const lower = name.toLowerCase();
  return SUBJECTS.get(lower) ?? SUBJECTS.get(shortName(lower)) ??
    [...SUBJECTS.values()].find((one) => one.kind === "run" && one.figure === lower);
}

/** Statistics by the name they have in an expression: `p99.9` for the key `p99_9`. */
const STATISTICS: ReadonlyMap<string, Statistic> = new Map<string, Statistic>([
  ...QUANTILE_KEYS.map((key): [string, Statistic] => [statisticName(key), key]),
  ["mean", "mean"],
  ["min", "min"],
  ["max", "max"],
]);

export const STATISTIC_NAMES: readonly string[] = [...STATISTICS.keys()];

export function findStatistic(name: string): Statistic | undefined {
  return STATISTICS.get(name.toLowerCase().replace("_", "."));
}

export function statisticName(statistic: Statistic): string {
  return statistic.replace("_", ".");
}

/** The name of a clause's figure in an expression. */
export function subjectName(clause: SloClause): string {
  if (clause.kind === "metric") return shortName(clause.metric);
  return Object.keys(RUN_FIGURES).find((name) => RUN_FIGURES[name]!.figure === clause.figure)!;
}

export function unitOf(clause: SloClause): UnitKind {
  return clause.kind === "metric"
    ? METRIC_UNITS[clause.metric]
    : Object.values(RUN_FIGURES).find(({ figure }) => figure === clause.figure)!.unit;
}

function shortName(name: string): string {
  return name.replace(/_(ms|ratio)$/, "");
}
