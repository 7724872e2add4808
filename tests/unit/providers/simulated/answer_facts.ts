import type { AnswerFacts } from "../../../../providers/simulated/dialects/mod.ts";
import { plannedUsage } from "../../../../providers/simulated/dialects/dialect.ts";
import { asciiJson } from "../../../../providers/simulated/http_response.ts";
import { findProfile, planStream } from "../../../../providers/simulated/profiles.ts";

/** An answer of ten tokens at 100, 110, ... ms; of these four are reasoning with that profile. */
export function answerFacts(
  profile: "deterministic" | "reasoning",
  changes: Partial<AnswerFacts> = {},
): AnswerFacts {
  const plan = changes.plan ?? planStream({
    profile: findProfile(profile)!,
    settings: { ttftMs: 100, itlMs: 10, tokensPerEvent: 1 },
    seed: 1,
    requestNumber: 0,
    outputTokens: 10,
    answer: null,
  });
  return {
    requestId: "r",
    origin: "http://127.0.0.1:9",
    call: {
      model: "sim",
      stream: true,
      includeUsage: true,
      maxTokens: 10,
      texts: ["hi"],
      lastUserText: "hi",
    },
    plan,
    createdS: 12,
    finishReason: "length",
    usage: () => ({ inputTokens: 5, ...plannedUsage(plan) }),
    json: asciiJson,
    ...changes,
  };
}
