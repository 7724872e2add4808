export { type Failure, FAILURE_KINDS, type FailureKind, type FailurePhase } from "./failure.ts";
export type { Sample, TokenCounts } from "./sample.ts";
export { SampleKeeper } from "./sample_keeper.ts";
export { roundSample } from "./round_sample.ts";
export { type SampleJson, sampleToJson } from "./sample_json.ts";
