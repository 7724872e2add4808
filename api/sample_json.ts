import type { SampleRow } from "../db/queries/list_run_samples.ts";
import type { SampleJson } from "./contract/samples.ts";
import { roundMs } from "../jobs/samples/round_sample.ts";
import { unpackArrivals, unpackCounts } from "../jobs/samples/packing.ts";

/** A stored sample as the wire shows it: the same record, with the packed series written out. */
export function sampleJson(row: SampleRow): SampleJson {
  return {
    index: row.index,
    phase: row.phase as SampleJson["phase"],
    scheduled_ms: row.scheduledMs,
    sent_ms: row.sentMs,
    connect_start_ms: row.connectStartMs,
    connected_ms: row.connectedMs,
    first_byte_ms: row.firstByteMs,
    first_event_ms: row.firstEventMs,
    first_reasoning_ms: row.firstReasoningMs,
    first_content_ms: row.firstContentMs,
    last_content_ms: row.lastContentMs,
    end_ms: row.endMs,
    arrivals_ms: Array.from(unpackArrivals(row.arrivalsUs, row.sentMs ?? 0), roundMs),
    tokens_per_event: Array.from(unpackCounts(row.eventTokens)),
    tokens: {
      requested_input: row.requestedInputTokens,
      requested_output: row.requestedOutputTokens,
      own_input: row.ownInputTokens,
      own_output: row.ownOutputTokens,
      own_reasoning: row.ownReasoningTokens,
      usage_input: row.usageInputTokens,
      usage_output: row.usageOutputTokens,
      usage_reasoning: row.usageReasoningTokens,
      usage_cached_input: row.usageCachedInputTokens,
    },
    finish_reason: row.finishReason,
    reads: row.reads,
    bytes_received: row.bytesReceived,
    retries: row.retries,
    outcome: row.outcome,
    failure: row.outcome === "ok" ? null : {
      kind: row.outcome,
      phase: row.failurePhase,
      http_status: row.httpStatus,
      retry_after_s: row.retryAfterS,
      message: row.failureMessage ?? "",
      body_excerpt: row.bodyExcerpt,
    },
  };
}
