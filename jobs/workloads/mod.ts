export {
  type ChatWorkloadOptions,
  createChatWorkload,
  HEADLINE_LENGTHS,
  MIN_INPUT_TOKENS,
} from "./chat_550_150.ts";
export { type Random, randomStream } from "./random.ts";
export { type Tokenizer, tokenizer } from "./tokenizer.ts";
export type { PlannedRequest, Workload } from "./workload.ts";
