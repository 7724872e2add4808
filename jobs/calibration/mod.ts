export { calibrate, type CalibrationOptions } from "./calibrate.ts";
export {
  calibrateAfter,
  calibrateBefore,
  type CalibrationDeps,
  type RunCalibrations,
} from "./calibrate_run.ts";
export {
  type CalibrationJson,
  type CalibrationResult,
  calibrationToJson,
  type ErrorQuantiles,
} from "./calibration_result.ts";
export { medianGapMs } from "./median_gap.ts";
