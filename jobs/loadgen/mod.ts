export { type Arrival, ARRIVALS } from "./arrival.ts";
export type { ClosedLoopPlan, LoadPlan, OpenLoopPlan, Ramp } from "./load_plan.ts";
export { defaultWorkers } from "./default_workers.ts";
export type { EncodedRequest, ThreadRecord, TurnPlace } from "./load_types.ts";
export { measure, type MeasureEnd, type MeasureOptions, shareOut } from "./measure.ts";
export { MAX_PAUSE_MS, type PauseRecord } from "./pause.ts";
export { quotaPlan } from "./quota_plan.ts";
export { readProcStat } from "./read_proc_stat.ts";
