import type { SampleRow } from "../db/queries/list_run_samples.ts";
import type { Failure, FailureKind, FailurePhase, Sample } from "./samples/mod.ts";
import { unpackArrivals, unpackCounts } from "./samples/packing.ts";

/**
 * A stored row as the sample it was made from; `sampleToRow` of `persist.ts` is the way there. Pure,
 * so that what reads samples (the API) need not load what writes them.
 */
export function rowToSample(row: SampleRow): Sample {
  return {
    index: row.index,
    phase: row.phase as Sample["phase"],
    scheduledMs: row.scheduledMs,
    sentMs: row.sentMs,
    connectStartMs: row.connectStartMs,
    connectedMs: row.connectedMs,
    firstByteMs: row.firstByteMs,
    firstEventMs: row.firstEventMs,
    firstReasoningMs: row.firstReasoningMs,
    firstContentMs: row.firstContentMs,
    lastContentMs: row.lastContentMs,
    endMs: row.endMs,
    arrivalsMs: unpackArrivals(row.arrivalsUs, row.sentMs ?? 0),
    tokensPerEvent: unpackCounts(row.eventTokens),
    tokens: {
      requestedInput: row.requestedInputTokens,
      requestedOutput: row.requestedOutputTokens,
      ownInput: row.ownInputTokens,
      ownOutput: row.ownOutputTokens,
      ownReasoning: row.ownReasoningTokens,
      usageInput: row.usageInputTokens,
      usageOutput: row.usageOutputTokens,
      usageReasoning: row.usageReasoningTokens,
      usageCachedInput: row.usageCachedInputTokens,
    },
    finishReason: row.finishReason,
    reads: row.reads,
    bytesReceived: row.bytesReceived,
    retries: row.retries,
    failure: rowToFailure(row),
  };
}

function rowToFailure(row: SampleRow): Failure | null {
  if (row.outcome === "ok") return null;
  return {
    kind: row.outcome as FailureKind,
    phase: row.failurePhase as FailurePhase,
    httpStatus: row.httpStatus,
    retryAfterS: row.retryAfterS,
    message: row.failureMessage ?? "",
    bodyExcerpt: row.bodyExcerpt,
  };
}
