export { type ChatWorkloadOptions, createChatWorkload, MIN_INPUT_TOKENS } from "./chat_550_150.ts";
export { createWorkload, type CreateWorkloadOptions } from "./create_workload.ts";
export type { Side } from "./exact_prompt.ts";
export { findWorkload, listWorkloads, type WorkloadSpec } from "./find_workload.ts";
export { HEADLINE_LENGTHS } from "./headline_lengths.ts";
export { type Random, randomStream } from "./random.ts";
export { type Tokenizer, tokenizer } from "./tokenizer.ts";
export type { ConversationTurn, PlannedRequest, SuggestedLoad, Workload } from "./workload.ts";
export { WorkloadError } from "./workload_error.ts";
