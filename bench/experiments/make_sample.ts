import type { Sample } from "../../jobs/samples/mod.ts";

/** What a simulated answer is made of. */
export interface SimulatedAnswer {
  index: number;
  phase: "warmup" | "measured";
  sentMs: number;
  firstTextMs: number;
  lastTextMs: number;
  outputTokens: number;
  inputTokens?: number;
}

/** The sample of an answer that came as two events: the first token, and all others. */
export function makeSample(answer: SimulatedAnswer): Sample {
  const { index, phase, sentMs, firstTextMs, lastTextMs, outputTokens, inputTokens = 550 } = answer;
  return {
    index,
    phase,
    scheduledMs: sentMs,
    sentMs,
    connectStartMs: null,
    connectedMs: null,
    firstByteMs: firstTextMs,
    firstEventMs: firstTextMs,
    firstReasoningMs: null,
    firstContentMs: firstTextMs,
    lastContentMs: lastTextMs,
    endMs: lastTextMs,
    arrivalsMs: Float64Array.of(firstTextMs, lastTextMs),
    tokensPerEvent: Uint32Array.of(1, outputTokens - 1),
    tokens: {
      requestedInput: inputTokens,
      requestedOutput: outputTokens,
      ownInput: inputTokens,
      ownOutput: outputTokens,
      ownReasoning: 0,
      usageInput: null,
      usageOutput: null,
      usageReasoning: null,
      usageCachedInput: null,
    },
    finishReason: "length",
    reads: 2,
    bytesReceived: 0,
    retries: 0,
    failure: null,
  };
}
