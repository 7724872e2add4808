export { type Failure, FAILURE_KINDS, type FailureKind, type FailurePhase } from "./failure.ts";
export type { Sample, TokenCounts } from "./sample.ts";
