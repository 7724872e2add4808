import type { Protocol } from "../providers/protocols/protocol.ts";
import type { Job } from "./job.ts";

const MIB = 1024 * 1024;
/** Any answer may be as long, however little was asked for: events have been seen that have 10 MB. */
const ALLOWANCE_BYTES = 16 * MIB;
/** And this for each token: one with the probabilities of 20 others takes some 2 KB. */
const BYTES_A_TOKEN = 4 * 1024;
/** No answer may be longer. */
const MOST_BYTES = 64 * MIB;
/** Requests whose limits are looked at; lengths differ within a workload, but not by thousands. */
const LOOKED_AT = 8;
/** In a body's parameters: a limit of its own, under any of the names that APIs have for it. */
const OWN_LIMIT = /"(max_?\w*tokens|n(um)?_predict)":/i;

/**
 * Bytes that no answer of a job may exceed. Beyond it is `overflow`: what goes on for so long has
 * forgotten the limit it was given, and memory has to hold as many answers as are in flight.
 */
export function responseLimitBytes(
  { workload, maxRequests, samplingParams }: Pick<
    Job,
    "workload" | "maxRequests" | "samplingParams"
  >,
  { repeatsText = false }: Pick<Protocol, "repeatsText">,
): number {
  if (repeatsText || OWN_LIMIT.test(JSON.stringify(samplingParams))) return MOST_BYTES;
  let mostTokens = 0;
  for (let index = 0; index < Math.min(LOOKED_AT, maxRequests); index++) {
    mostTokens = Math.max(mostTokens, workload.request(index).maxTokens);
  }
  return limitForTokens(mostTokens);
}

/** The same for answers of at most so many tokens. */
export function limitForTokens(maxTokens: number): number {
  return Math.min(MOST_BYTES, ALLOWANCE_BYTES + maxTokens * BYTES_A_TOKEN);
}
