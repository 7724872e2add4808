export { assessQuality, type QualityInput } from "./assess_quality.ts";
export { type CpuTimes, readCpuTimes, stealShare } from "./cpu_times.ts";
export { DelayHistogram } from "./delay_histogram.ts";
export type { TurnCounts } from "./load_adherence.ts";
export { judgeErrors } from "./judge_instrument.ts";
