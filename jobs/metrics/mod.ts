export { METHODOLOGY_VERSION } from "./methodology_version.ts";
export { createRandom } from "./random.ts";
export { summarizeRun, type SummaryOptions } from "./summarize_run.ts";
export { gapsMs, type SampleMetrics, sampleMetrics } from "./sample_metrics.ts";
export { quantile, QUANTILE_PROBABILITIES } from "./quantile.ts";
export { certifiedFrom, isCertified } from "./certified.ts";
export { proportion, wilsonInterval } from "./wilson.ts";
export { studentQuantile } from "./student_t.ts";
export { type Crossing, type Observation, risingCrossing } from "./inverse_regression.ts";
export {
  type Block,
  COMPARED_METRICS,
  type ComparedMetric,
  comparePaired,
  type ComparisonVerdict,
  type MetricComparison,
  MIN_COMPARED_BLOCKS,
  type Round,
} from "./paired_comparison.ts";
export { type Goodput, goodput } from "./goodput.ts";
export { backlogGrowth } from "./backlog_growth.ts";
export { saturationOf, type SaturationReason, type SweepLevel } from "./saturation.ts";
export { type ConcurrencyLevel, type Scaling, scaling } from "./scaling.ts";
export { type TailRatio, tailRatio } from "./tail_ratio.ts";
export { type HiredPrice, hiredPrice, type HiredUse } from "./hired_price.ts";
export { type Drift, type TimeSeries, timeSeries, type Window } from "./time_series.ts";
export { type Candidate, rankBoard, type Ranked, type RankRule, type Unranked } from "./ranking.ts";
export {
  type Cost,
  type Distribution,
  type HalvesCompared,
  type Interval,
  METRIC_NAMES,
  type MetricName,
  type Proportion,
  QUANTILE_KEYS,
  type QuantileKey,
  type RunStatistics,
  type SteadyState,
  type Throughput,
  type TokenSource,
} from "./summary_types.ts";
