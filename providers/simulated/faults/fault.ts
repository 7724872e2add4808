import type { Answer } from "../answer.ts";
import type { AnswerFacts, Dialect } from "../dialects/mod.ts";
import type { ResponseScript } from "../script.ts";
import type { Carriage } from "../streamed_answer.ts";

/** What a fault may look at beside what it changes. */
export interface FaultContext {
  dialect: Dialect;
  facts: AnswerFacts;
  carriage: Carriage;
  options: FaultOptions;
}

/** The options that say how faults are played. */
export interface FaultOptions {
  /** What 429 answers say in `Retry-After`, s. */
  retryAfterS: number;
  /** How long stalls last, ms; null: for ever. */
  stallMs: number | null;
  /** Where redirects to another host lead: its origin. */
  redirectTo: string;
}

/**
 * A way to misbehave, as changes to what a sound provider would do, on three levels: what the
 * answer says, the HTTP answer it is put into, and the bytes and times on the connection. Each
 * gives null when the fault means nothing in the dialect; the answer is then left as it is.
 */
export interface Fault {
  /** One line for people. */
  description: string;
  /** It means something for streamed answers only: others are left as they are. */
  streamOnly?: true;
  facts?(facts: AnswerFacts, context: FaultContext): AnswerFacts | null;
  answer?(answer: Answer, context: FaultContext): Answer | null;
  script?(script: ResponseScript, context: FaultContext): ResponseScript | null;
}
