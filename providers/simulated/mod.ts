export { DIALECTS } from "./dialects/mod.ts";
export type { FaultRule } from "./fault_rules.ts";
export { FAULTS } from "./faults/mod.ts";
export type { SimulatedProviderOptions } from "./options.ts";
export { PROFILES } from "./profiles.ts";
export { type SimulatedProvider, startSimulatedProvider } from "./start.ts";
export type { TrueEvent, TrueRequest, TruthDocument } from "./truth.ts";
export { startSimulatedProviderWorker } from "./start_worker.ts";
