export { METHODOLOGY_VERSION } from "./methodology_version.ts";
export { createRandom } from "./random.ts";
export { summarizeRun, type SummaryOptions } from "./summarize_run.ts";
export { gapsMs, type SampleMetrics, sampleMetrics } from "./sample_metrics.ts";
export { quantile, QUANTILE_PROBABILITIES } from "./quantile.ts";
export { certifiedFrom, isCertified } from "./certified.ts";
export { proportion, wilsonInterval } from "./wilson.ts";
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
