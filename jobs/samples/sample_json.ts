import type { FailureKind, FailurePhase } from "./failure.ts";
import { roundMs, roundMsOrNull } from "./round_sample.ts";
import type { Sample } from "./sample.ts";

/**
 * A sample as JSON: one line of `samples.jsonl`, one entry of the API. Times are milliseconds on the
 * run's clock, whose zero is `clock_origin_unix_ms` of the run, rounded to a microsecond.
 */
export interface SampleJson {
  index: number;
  phase: "warmup" | "measured";
  scheduled_ms: number;
  sent_ms: number | null;
  connect_start_ms: number | null;
  connected_ms: number | null;
  first_byte_ms: number | null;
  first_event_ms: number | null;
  first_reasoning_ms: number | null;
  first_content_ms: number | null;
  last_content_ms: number | null;
  end_ms: number;
  /** Arrival of each event with text. */
  arrivals_ms: number[];
  /** Own-tokenizer tokens of each of those events. */
  tokens_per_event: number[];
  /** `ok`, or the kind of failure. */
  outcome: "ok" | FailureKind;
  failure: {
    kind: FailureKind;
    phase: FailurePhase;
    http_status: number | null;
    retry_after_s: number | null;
    message: string;
    body_excerpt: string | null;
  } | null;
  tokens: {
    requested_input: number;
    requested_output: number | null;
    own_input: number;
    own_output: number;
    own_reasoning: number;
    usage_input: number | null;
    usage_output: number | null;
    usage_reasoning: number | null;
    usage_cached_input: number | null;
  };
  finish_reason: string | null;
  reads: number;
  bytes_received: number;
  retries: number;
}

/** The JSON form of a sample. Nothing of the sample is left out. */
export function sampleToJson(sample: Sample): SampleJson {
  const { failure, tokens } = sample;
  return {
    index: sample.index,
    phase: sample.phase,
    scheduled_ms: roundMs(sample.scheduledMs),
    sent_ms: roundMsOrNull(sample.sentMs),
    connect_start_ms: roundMsOrNull(sample.connectStartMs),
    connected_ms: roundMsOrNull(sample.connectedMs),
    first_byte_ms: roundMsOrNull(sample.firstByteMs),
    first_event_ms: roundMsOrNull(sample.firstEventMs),
    first_reasoning_ms: roundMsOrNull(sample.firstReasoningMs),
    first_content_ms: roundMsOrNull(sample.firstContentMs),
    last_content_ms: roundMsOrNull(sample.lastContentMs),
    end_ms: roundMs(sample.endMs),
    arrivals_ms: Array.from(sample.arrivalsMs, roundMs),
    tokens_per_event: Array.from(sample.tokensPerEvent),
    outcome: failure?.kind ?? "ok",
    failure: failure === null ? null : {
      kind: failure.kind,
      phase: failure.phase,
      http_status: failure.httpStatus,
      retry_after_s: failure.retryAfterS,
      message: failure.message,
      body_excerpt: failure.bodyExcerpt,
    },
    tokens: {
      requested_input: tokens.requestedInput,
      requested_output: tokens.requestedOutput,
      own_input: tokens.ownInput,
      own_output: tokens.ownOutput,
      own_reasoning: tokens.ownReasoning,
      usage_input: tokens.usageInput,
      usage_output: tokens.usageOutput,
      usage_reasoning: tokens.usageReasoning,
      usage_cached_input: tokens.usageCachedInput,
    },
    finish_reason: sample.finishReason,
    reads: sample.reads,
    bytes_received: sample.bytesReceived,
    retries: sample.retries,
  };
}
