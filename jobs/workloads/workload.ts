import type { Json } from "../../providers/protocols/mod.ts";

/** One request as a workload plans it. */
export interface PlannedRequest {
  /** Position in the plan, from 0. */
  index: number;
  prompt: string;
  /** Tokens of the prompt, by the workload's tokenizer; exact. */
  inputTokens: number;
  /** Upper bound of tokens to generate. */
  maxTokens: number;
}

/** A source of requests: each is a function of the workload's parameters, its seed and the index. */
export interface Workload {
  /** Runs with the same id are comparable. */
  id: string;
  /** All that defines the workload except the seed, with keys as they stand in JSON. */
  description: Record<string, Json>;
  /** The request at a position. */
  request(index: number): PlannedRequest;
}
